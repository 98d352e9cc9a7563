import { defineConfig } from 'vite';

export default defineConfig({
	// Relative, so that the same files work under the runtime's /talk/ and at the root of a static host.
	base: './',
	build: {
		target: 'es2022',
		// Content-Security-Policy allows only files of our own origin: nothing may be inlined as data: or script.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		// livekit-client, loaded after the page is on screen.
		chunkSizeWarningLimit: 700,
	},
});
