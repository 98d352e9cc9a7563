// The rules of n8n's official scan of community packages, on a folder instead of on a package of the registry.
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [folder, kind] = process.argv.slice(2);
// The same two legs as analyzePackageByName(): the attested source, and what the package ships.
const patterns = kind === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
const { passed, message, details } = await analyzePackage(folder, patterns);
console.log(passed ? 'passed' : `${message}\n${details ?? ''}`);
process.exitCode = passed ? 0 : 1;
