import { judgeReply } from './reply.ts';

describe('what a caller says to "shall I send it?"', () => {
	it.each([
		'Yes, send it.',
		'Yeah, go ahead please.',
		'Um, okay.',
		'Sure, no problem.',
		"That's right.",
		'Yes, please send it, okay?',
		'Sí, envíalo.',
		'Ja, gerne.',
		'Oui, vas-y.',
		'Да, конечно.',
		'はい、お願いします。',
		'好的。',
		'没问题',
		'네, 보내 주세요.',
		'Tak, proszę.',
		'Sí, para Bob.',
		'हाँ, ठीक है',
		'نعم',
		'ใช่ครับ',
	])('is a yes: %s', (text) => {
		expect(judgeReply(text, 'send_email')).toBe('agreement');
	});

	it.each([
		'No.',
		"No, don't send it.",
		'Yes. No, wait!',
		"Yeah, that's not right.",
		'Stop, that is enough, thank you.',
		'Okay, never mind.',
		'Hold on, okay?',
		'I’m not sure.',
		'Nein, lieber nicht.',
		'Non, attendez.',
		'Нет, не надо.',
		'いいえ',
		'不要',
		'아니요',
		'नहीं',
		'لا',
	])('is a no: %s', (text) => {
		expect(judgeReply(text, 'send_email')).toBe('refusal');
	});

	it.each([
		'',
		'What was the address again?',
		'Is that okay with Bob?',
		'Yes, but change the subject.',
		'Sure, to Alice instead.',
		'Alice at example dot com',
		'I was wondering about the opening hours on Sunday and whether the shop is okay with dogs inside it',
		'blorp',
		'Are you sure',
		'Can you check it is correct',
		'Tell me first what is correct there',
		'那是什么',
		'可以告诉我地址吗',
		'ที่อยู่คืออะไรครับ',
		'예약 시간 알려 주세요',
	])('leaves it open: %s', (text) => {
		expect(judgeReply(text, 'send_email')).toBe('unclear');
	});

	it('may repeat the name of a tool that sounds like a refusal', () => {
		expect(judgeReply('Yes, cancel it.', 'cancel_booking')).toBe('agreement');
		expect(judgeReply('Cancel.', 'cancel_booking')).toBe('unclear');
		expect(judgeReply('Yes, cancel it.', 'send_email')).toBe('refusal');
	});
});
