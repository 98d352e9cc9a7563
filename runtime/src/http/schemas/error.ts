import { z } from 'zod';
import { errorCodes, type ErrorBody, type ErrorCode } from '../../../../contract/error.ts';

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

export const errorBody = z.strictObject({
	error: z.strictObject({
		code: z.enum(codes),
		message: z.string(),
		retryable: z.boolean(),
		details: z.array(z.strictObject({ field: z.string(), problem: z.string() })).exactOptional(),
	}),
}) satisfies z.ZodType<ErrorBody>;
