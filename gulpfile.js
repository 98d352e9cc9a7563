const { src, dest } = require('gulp');

/** Copies what the compiler leaves behind: icons and the nodes' codex files. */
exports.default = () =>
	src(['icons/**/*.svg', 'nodes/**/*.node.json'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
