/**
 * Words that agree and words that refuse, in the languages that the speech recognition and the voices have in common.
 * A language that is missing here can never confirm, so its callers are asked again instead of being acted for.
 */
const YES_AND_NO: Record<string, { yes: string; no: string }> = {
	en: {
		yes: "yes|yeah|yep|yup|yea|ya|aye|sure|ok|okay|absolutely|definitely|certainly|correct|exactly|perfect|agreed|approved|confirmed|confirm|alright|all right|of course|go ahead|go for it|do it|do that|send it|book it|please do|sounds good|sounds great|looks good|that's right|thats right|that's fine|that is right|that is fine|that is correct|that works|why not|no problem|no worries",
		no: 'no|nope|nah|not|dont|never|stop|cancel|wait|hold on|hang on|forget it|later|wrong|incorrect|rather',
	},
	es: {
		yes: 'sí|si|claro|vale|por supuesto|de acuerdo|adelante|correcto|perfecto|envíalo|envíelo|hazlo|hágalo|cómo no|no hay problema',
		no: 'no|nunca|espera|espere|cancela|cancelar|detente|mejor no|todavía',
	},
	fr: {
		yes: "oui|ouais|d'accord|bien sûr|vas-y|allez-y|parfait|exact|exactement|envoyez|envoie|pas de problème|pas de souci",
		no: 'non|pas|jamais|attends|attendez|arrête|arrêtez|annule|annulez|annuler',
	},
	de: {
		yes: 'ja|jawohl|jo|klar|gerne|genau|natürlich|sicher|einverstanden|in ordnung|passt|richtig|mach das|machen sie das|schick es|kein problem|warum nicht',
		no: 'nein|nee|nicht|nie|niemals|kein|keine|keinen|warte|warten|stopp|halt|abbrechen|falsch|doch nicht|lieber',
	},
	it: {
		yes: "sì|si|certo|va bene|d'accordo|perfetto|esatto|procedi|proceda|nessun problema|volentieri",
		no: 'no|non|mai|aspetta|aspetti|ferma|fermati|annulla|annullare',
	},
	pt: {
		yes: 'sim|claro|com certeza|pode ser|pode|isso|certo|perfeito|está bem|tudo bem|vamos|sem problema',
		no: 'não|nao|nunca|espera|espere|pare|cancela|cancelar|cancele',
	},
	nl: {
		yes: 'ja|jazeker|jawel|zeker|prima|goed|graag|klopt|natuurlijk|doe maar|akkoord|geen probleem',
		no: 'nee|neen|niet|nooit|geen|wacht|stop|annuleer|annuleren',
	},
	sv: {
		yes: 'ja|japp|jo|visst|gärna|absolut|självklart|inga problem',
		no: 'nej|inte|aldrig|vänta|stopp|avbryt',
	},
	da: {
		yes: 'ja|jo|jep|gerne|selvfølgelig|helt sikkert',
		no: 'nej|ikke|aldrig|vent|stop|annuller',
	},
	no: { yes: 'ja|jo|gjerne|selvfølgelig|ja takk', no: 'nei|ikke|aldri|vent|stopp|avbryt' },
	fi: { yes: 'kyllä|joo|juu|toki|selvä|sopii', no: 'ei|älä|älkää|odota|peruuta' },
	pl: {
		yes: 'tak|jasne|oczywiście|zgoda|dobrze|pewnie',
		no: 'nie|nigdy|czekaj|poczekaj|anuluj|stop',
	},
	cs: {
		yes: 'ano|jo|jasně|samozřejmě|dobře|souhlasím',
		no: 'ne|nechci|neposílej|počkej|počkejte|zruš|nikdy',
	},
	sk: {
		yes: 'áno|hej|jasné|samozrejme|dobre|súhlasím',
		no: 'nie|nechcem|počkaj|počkajte|zruš|nikdy',
	},
	hu: { yes: 'igen|persze|rendben|jó|természetesen', no: 'nem|ne|soha|várj|várjon|állj|mégse' },
	ro: {
		yes: 'da|sigur|desigur|bine|de acord|în regulă',
		no: 'nu|niciodată|așteaptă|oprește|anulează',
	},
	hr: { yes: 'da|naravno|može|dobro|slažem se', no: 'ne|nemoj|nikad|čekaj|stani|otkaži' },
	ru: {
		yes: 'да|ага|конечно|хорошо|ладно|давай|давайте|согласен|согласна|верно|правильно|отправляй|отправляйте',
		no: 'нет|не|никогда|подожди|подождите|стоп|отмена|отмени|отмените',
	},
	uk: {
		yes: 'так|ага|звичайно|добре|гаразд|згоден|згодна|давай|давайте',
		no: 'ні|не|ніколи|зачекай|зачекайте|стоп|скасуй|скасуйте',
	},
	bg: {
		yes: 'да|разбира се|добре|съгласен|съгласна',
		no: 'не|недей|никога|чакай|чакайте|спри|откажи',
	},
	el: {
		yes: 'ναι|βεβαίως|βέβαια|φυσικά|εντάξει|σωστά',
		no: 'όχι|οχι|μη|μην|δεν|ποτέ|περίμενε|περιμένετε|σταμάτα|ακύρωσε',
	},
	tr: {
		yes: 'evet|tabii|tabi|tamam|olur|elbette|kesinlikle|doğru',
		no: 'hayır|yok|değil|asla|bekle|bekleyin|dur|durun|iptal|gönderme',
	},
	id: {
		yes: 'ya|iya|tentu|baik|boleh|oke|setuju|silakan',
		no: 'tidak|nggak|enggak|gak|jangan|bukan|tunggu|batal|batalkan|belum',
	},
	ms: { yes: 'ya|boleh|baik|betul|setuju', no: 'tidak|jangan|bukan|tunggu|batal|belum' },
	tl: { yes: 'oo|opo|sige|tama', no: 'hindi|huwag|ayoko|teka|sandali' },
	ko: { yes: '네|예|응|좋아요|그래요|그래|맞아요|물론이죠|물론입니다', no: '아니|아니요|아뇨' },
	vi: {
		yes: 'vâng|dạ|đồng ý|được|đúng rồi|chắc chắn',
		no: 'không|đừng|chưa|khoan|chờ|dừng|hủy|huỷ',
	},
	hi: {
		yes: 'हाँ|हां|जी|ठीक है|बिल्कुल|ज़रूर|जरूर|सही|haan|bilkul',
		no: 'नहीं|मत|ना|न|रुको|रुकिए|रद्द|nahi|nahin|mat',
	},
	bn: { yes: 'হ্যাঁ|হা|ঠিক আছে|অবশ্যই', no: 'না|নয়|থামো|থামুন|বাতিল' },
	ta: { yes: 'ஆம்|ஆமாம்|சரி', no: 'இல்லை|வேண்டாம்|நிறுத்து' },
	te: { yes: 'అవును|సరే', no: 'కాదు|వద్దు|లేదు|ఆగండి' },
	ar: {
		yes: 'نعم|أجل|ايوه|أيوه|أيوا|طبعا|طبعاً|بالتأكيد|حسنا|حسناً|موافق|تمام',
		no: 'لا|ليس|لن|أبدا|انتظر|انتظري|توقف|توقفي|إلغاء',
	},
	he: { yes: 'כן|בטח|בסדר|כמובן|נכון|אוקיי', no: 'לא|אל|אף פעם|רגע|חכה|חכי|עצור|עצרי|בטל' },
};

/** Scripts without spaces: a refusal or a question is looked for anywhere, a yes only at the beginning. */
const WITHOUT_SPACES = {
	yes: 'はい|うん|ええ|お願いします|そうです|大丈夫|いいです|是的|好|对|對|可以|行|没问题|沒問題|ใช่|ครับ|ค่ะ|ตกลง|ได้|โอเค',
	no: 'いいえ|いや|やめ|だめ|ダメ|違|待って|ない|しないで|不|别|別|没有|沒有|等|取消|停|아니|안 |안돼|하지 마|하지마|말아|잠깐|취소|기다|ไม่|อย่า|เดี๋ยว|หยุด|ยกเลิก|รอ',
	question: 'ですか|ますか|何|誰|どこ|いつ|吗|嗎|什么|什麼|怎|谁|誰|哪|几|幾|吧|呢|ไหม|มั้ย|อะไร|ใคร',
};

/** Words that make a yes conditional. */
const HEDGES =
	'but|are you sure|instead|except|change|unless|pero|cambia|mais|sauf|aber|außer|sondern|ändere|ma però|però|mas|maar|men|ale|mutta|но|але|però|ama|fakat|tapi|tetapi|लेकिन|لكن|אבל|でも|但|但是|하지만|แต่';

const phrases = (list: string): string[] => list.split('|');

/** Lower-case words and phrases, as {@link judgeReply} finds them between spaces. */
export const AGREEMENTS = Object.values(YES_AND_NO).flatMap(({ yes }) => phrases(yes));
export const REFUSALS = Object.values(YES_AND_NO).flatMap(({ no }) => phrases(no));
export const CONDITIONS = phrases(HEDGES);

/** As above, for scripts without spaces. */
export const AGREEMENTS_WITHOUT_SPACES = phrases(WITHOUT_SPACES.yes);
export const REFUSALS_WITHOUT_SPACES = phrases(WITHOUT_SPACES.no);
export const QUESTIONS_WITHOUT_SPACES = phrases(WITHOUT_SPACES.question);

/** A sentence that starts so asks, with or without a question mark. */
export const QUESTION_STARTS = phrases(
	'what|who|whom|when|where|why|how|which|is|are|was|were|can|could|do|does|did|will|would|has|have',
);

/** Agreements that hold a refusing word. */
export const AGREEMENTS_THAT_SOUND_LIKE_REFUSALS = [
	'why not',
	'no problem',
	'no worries',
	'cómo no',
	'no hay problema',
	'pas de problème',
	'pas de souci',
	'kein problem',
	'warum nicht',
	'nessun problema',
	'sem problema',
	'geen probleem',
	'inga problem',
	'没问题',
	'沒問題',
	'不错',
];
