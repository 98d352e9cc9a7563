import express, { type Express } from 'express';
import type { Config } from '../config.ts';
import type { createWebhookReader } from '../livekit/webhooks.ts';
import type { EventDelivery } from '../delivery/delivery.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tools } from '../tools/tools.ts';
import { authenticate } from './authenticate.ts';
import { handleError, notFound } from './handle-error.ts';
import { observeRequests } from './observe-requests.ts';
import { createOpenApiDocument } from './openapi.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { deliveryOperations } from './routes/delivery-operations.ts';
import { eventSubscriptionRoutes } from './routes/event-subscriptions.ts';
import { echoOperations, echoRoutes } from './routes/echo.ts';
import { healthOperations, healthRoutes, type ReadinessCheck } from './routes/health.ts';
import { liveKitWebhookOperations, liveKitWebhookRoutes } from './routes/livekit-webhooks.ts';
import { metricsOperations, metricsRoutes } from './routes/metrics.ts';
import { sessionOperations } from './routes/session-operations.ts';
import { sessionWaitRoutes } from './routes/session-waits.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { talkRoutes } from './routes/talk.ts';
import { toolOperations } from './routes/tool-operations.ts';
import { toolResultRoutes } from './routes/tool-results.ts';
import { toolRoutes } from './routes/tools.ts';
import { securityHeaders } from './security-headers.ts';

export interface AppOptions {
	config: Pick<Config, 'apiKey' | 'publicUrl' | 'liveKit' | 'n8n' | 'phrasesUrl' | 'metricsToken'>;
	sessions: Sessions;
	tools: Tools;
	delivery: Pick<EventDelivery, 'subscribe' | 'unregister' | 'subscriptions' | 'list' | 'resend'>;
	readWebhook: ReturnType<typeof createWebhookReader>;
	readiness: readonly ReadinessCheck[];
	metrics: Pick<Metrics, 'expose'>;
	/** The built talk page; undefined when there is none. */
	talkFolder: string | undefined;
	logger: Logger;
	/** Milliseconds since the epoch. */
	now: () => number;
}

const BODY_LIMIT = '256kb';

/** The public HTTP API; it does not listen yet. */
export function createApp(options: AppOptions): Express {
	const { config, logger } = options;
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(observeRequests(logger, options.now), securityHeaders);

	app.use(healthRoutes(options.readiness));
	app.use(metricsRoutes({ token: config.metricsToken, expose: options.metrics.expose }));
	app.use('/livekit/webhooks', liveKitWebhookRoutes(options));
	const document = createOpenApiDocument(
		[
			...sessionOperations,
			...toolOperations,
			...deliveryOperations,
			...echoOperations,
			...liveKitWebhookOperations,
			...healthOperations,
			...metricsOperations(config.metricsToken !== undefined),
		],
		config.publicUrl,
	);
	app.get('/openapi.json', (_request, response) => {
		response.json(document);
	});
	app.use(
		'/talk',
		talkRoutes({
			folder: options.talkFolder,
			liveKitUrl: config.liveKit.url,
			phrasesUrl: config.phrasesUrl,
		}),
	);

	app.use('/v1/tool-results', toolResultRoutes(options.tools));
	// Clients that send JSON without saying so are understood; what is no JSON is refused.
	const json = express.json({ limit: BODY_LIMIT, type: () => true });
	app.use('/v1', authenticate(config.apiKey));
	app.use('/v1/echo', echoRoutes(options));
	app.use('/v1', json);
	app.use('/v1/sessions', sessionRoutes(options.sessions));
	app.use('/v1/tools', toolRoutes(options.tools));
	app.use('/v1/event-subscriptions', eventSubscriptionRoutes(options.delivery));
	app.use('/v1/session-waits', sessionWaitRoutes(options.sessions));
	app.use('/v1/deliveries', deliveryRoutes(options.delivery));

	app.use(notFound);
	app.use(handleError(logger));
	return app;
}
