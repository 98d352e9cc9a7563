const model = (
	id: string,
	ownedBy: string,
	contextWindow: number,
	maxCompletionTokens: number,
) => ({
	id,
	object: 'model',
	created: 1_754_408_224,
	owned_by: ownedBy,
	active: true,
	context_window: contextWindow,
	public_apps: null,
	max_completion_tokens: maxCompletionTokens,
});

export type GroqModel = ReturnType<typeof model>;

/** The models that an ordinary account can use; the retired Llama models are gone from it. */
export const GROQ_MODELS: readonly GroqModel[] = [
	model('openai/gpt-oss-20b', 'OpenAI', 131_072, 65_536),
	model('openai/gpt-oss-120b', 'OpenAI', 131_072, 65_536),
	model('qwen/qwen3.6-27b', 'Alibaba Cloud', 131_072, 40_960),
];

export const findModel = (id: unknown): GroqModel | undefined =>
	GROQ_MODELS.find((known) => known.id === id);
