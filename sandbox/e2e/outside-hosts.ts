import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { startOutsideService } from './outside-service.ts';
import type { OutsideAnswer } from './outside-service.ts';
import { selfSigned } from './self-signed.ts';

/** Services on this machine, for an n8n whose nodes know only the services' own addresses. */
export interface OutsideHosts {
	/** Settings that lead n8n here: a proxy, and a certificate to trust. */
	n8nSettings: Record<string, string>;
	close(): Promise<void>;
}

/**
 * @param folder - Gets the certificate.
 * @param hosts - What each host answers over https.
 */
export async function startOutsideHosts(
	folder: string,
	hosts: Record<string, OutsideAnswer>,
): Promise<OutsideHosts> {
	const names = Object.keys(hosts);
	const tls = selfSigned(names);
	const certificate = join(folder, 'outside-hosts.pem');
	await writeFile(certificate, tls.cert);
	const service = await startOutsideService(
		(request) => {
			const answer = hosts[request.host];
			if (!answer) throw new Error(`There is no ${request.host}.`);
			return answer(request);
		},
		{ tls },
	);
	const proxy = await startProxy(names, Number(new URL(service.url).port));
	return {
		n8nSettings: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate },
		async close() {
			await proxy.close();
			await service.close();
		},
	};
}

/** An HTTP proxy that leads every one of these hosts to this port, and nobody anywhere else. */
async function startProxy(
	hosts: readonly string[],
	port: number,
): Promise<{ url: string; close(): Promise<void> }> {
	const sockets = new Set<Socket>();
	const server = createServer((_request, response) => response.writeHead(403).end());
	server.on('connect', (request, client: Socket) => {
		sockets.add(client);
		client.on('error', () => client.destroy());
		if (!hosts.some((host) => request.url === `${host}:443`)) {
			client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		const target = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.pipe(client).pipe(target);
		});
		target.on('error', () => client.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
