/** The idempotency key of one execution, safe in a path and a header. */
export function executionId(sessionId: string, toolCallId: string): string {
	return `${sessionId}_${toolCallId.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}
