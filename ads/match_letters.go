package ads

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// appendLetters writes the letters and digits of s in small letters behind dst. Letters that
// come in pieces, as some systems store accents, are put together, since the same name must
// give the same hash. Spaces between words become one space each, or nothing.
func appendLetters(dst []byte, s string, spaces bool) []byte {
	start := len(dst)
	last := -1 // where the letter begins that a mark may belong to
	gap := false
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		case 'A' <= r && r <= 'Z':
			r |= 0x20
		case r == ' ':
			gap = true
			continue
		case r < utf8.RuneSelf:
			gap = gap || '\t' <= r && r <= '\r'
			continue
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			r = unicode.ToLower(r)
		default:
			gap = gap || unicode.IsSpace(r)
			continue
		}
		if gap && spaces && len(dst) > start {
			dst = append(dst, ' ')
			last = -1
		}
		gap = false
		if last >= 0 && joins(r) {
			before, _ := utf8.DecodeRune(dst[last:])
			if whole, ok := composed(before, r); ok {
				dst = utf8.AppendRune(dst[:last], whole)
				continue
			}
		}
		last = len(dst)
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// joins tells whether a rune may be the second piece of a letter.
func joins(r rune) bool {
	return r >= 0x300 && (unicode.IsMark(r) || 'ᅡ' <= r && r <= 'ᇂ')
}

// composed puts a letter and a mark together, or pieces of a Korean syllable.
func composed(a, b rune) (rune, bool) {
	const (
		syllables, leads, vowels, tails  = 0xAC00, 0x1100, 0x1161, 0x11A7 // tails has none as its first
		leadCount, vowelCount, tailCount = 19, 21, 28
		syllableCount                    = leadCount * vowelCount * tailCount
	)
	switch {
	case leads <= a && a < leads+leadCount && vowels <= b && b < vowels+vowelCount:
		return syllables + ((a-leads)*vowelCount+(b-vowels))*tailCount, true
	case syllables <= a && a < syllables+syllableCount && (a-syllables)%tailCount == 0 && tails < b && b < tails+tailCount:
		return a + (b - tails), true
	}
	whole, ok := composites()[[2]rune{a, b}]
	return whole, ok
}

var composites = sync.OnceValue(func() map[[2]rune]rune {
	m := make(map[[2]rune]rune, 512)
	for mark, pairs := range marked {
		runes := []rune(pairs)
		for i := 0; i+1 < len(runes); i += 2 {
			m[[2]rune{runes[i], mark}] = runes[i+1]
		}
	}
	return m
})

// marked tells, for each mark, the small letters that it goes with, each followed by the
// letter that has it. They are those that Unicode's normalisation form C puts together.
var marked = map[rune]string{
	0x0300: "aàeèiìoòuùüǜnǹеѐиѝēḕōṑwẁâầăằêềôồơờưừyỳἀἂἁἃἐἒἑἓἠἢἡἣἰἲἱἳὀὂὁὃὐὒ" +
		"ὑὓὠὢὡὣαὰεὲηὴιὶοὸυὺωὼϊῒϋῢ",
	0x0301: "aáeéiíoóuúyýcćlĺnńrŕsśzźüǘgǵåǻæǽøǿϊΐαάεέηήιίϋΰοόυύωώϒϓгѓкќçḉ" +
		"ēḗïḯkḱmḿõṍōṓpṕũṹwẃâấăắêếôốơớưứἀἄἁἅἐἔἑἕἠἤἡἥἰἴἱἵὀὄὁὅὐὔὑὕὠὤὡὥ",
	0x0302: "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷzẑạậẹệọộ",
	0x0303: "aãnñoõiĩuũvṽâẫăẵeẽêễôỗơỡưữyỹ",
	0x0304: "aāeēiīoōuūüǖäǟȧǡæǣǫǭöȫõȭȯȱyȳиӣуӯgḡḷḹṛṝαᾱιῑυῡ",
	0x0306: "aăeĕgğiĭoŏuŭийуўжӂаӑеӗȩḝạặαᾰιῐυῠ",
	0x0307: "cċeėgġzżaȧoȯbḃdḋfḟhḣmṁnṅpṗrṙsṡśṥšṧṣṩtṫwẇxẋyẏſẛ",
	0x0308: "aäeëiïoöuüyÿιϊυϋϒϔеёіїаӓәӛжӝзӟиӥоӧөӫэӭуӱчӵыӹhḧõṏūṻwẅxẍtẗ",
	0x0309: "aảâẩăẳeẻêểiỉoỏôổơởuủưửyỷ",
	0x030A: "aåuůwẘyẙ",
	0x030B: "oőuűуӳ",
	0x030C: "cčdďeělľnňrřsštťzžaǎiǐoǒuǔüǚgǧkǩʒǯjǰhȟ",
	0x030F: "aȁeȅiȉoȍrȑuȕѵѷ",
	0x0311: "aȃeȇiȋoȏrȓuȗ",
	0x0313: "αἀεἐηἠιἰοὀυὐωὠρῤ",
	0x0314: "αἁεἑηἡιἱοὁυὑωὡρῥ",
	0x031B: "oơuư",
	0x0323: "bḅdḍhḥkḳlḷmṃnṇrṛsṣtṭvṿwẉzẓaạeẹiịoọơợuụưựyỵ",
	0x0324: "uṳ",
	0x0325: "aḁ",
	0x0326: "sștț",
	0x0327: "cçgģkķlļnņrŗsştţeȩdḑhḩ",
	0x0328: "aąeęiįuųoǫ",
	0x032D: "dḓeḙlḽnṋtṱuṷ",
	0x032E: "hḫ",
	0x0330: "eḛiḭuṵ",
	0x0331: "bḇdḏkḵlḻnṉrṟtṯzẕhẖ",
	0x0342: "ἀἆἁἇἠἦἡἧἰἶἱἷὐὖὑὗὠὦὡὧαᾶηῆιῖϊῗυῦϋῧωῶ",
	0x0345: "ἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὰᾲαᾳάᾴᾶᾷὴῂηῃ" +
		"ήῄῆῇὼῲωῳώῴῶῷ",
	0x0653: "اآ",
	0x0654: "اأوؤيئەۀہۂےۓ",
	0x0655: "اإ",
	0x093C: "नऩरऱळऴ",
	0x09BE: "\u09C7\u09CB",
	0x09D7: "\u09C7\u09CC",
	0x0B3E: "\u0B47\u0B4B",
	0x0B56: "\u0B47\u0B48",
	0x0B57: "\u0B47\u0B4C",
	0x0BBE: "\u0BC6\u0BCA\u0BC7\u0BCB",
	0x0BD7: "ஒஔ\u0BC6\u0BCC",
	0x0C56: "\u0C46\u0C48",
	0x0CC2: "\u0CC6\u0CCA",
	0x0CD5: "\u0CBF\u0CC0\u0CC6\u0CC7\u0CCA\u0CCB",
	0x0CD6: "\u0CC6\u0CC8",
	0x0D3E: "\u0D46\u0D4A\u0D47\u0D4B",
	0x0D57: "\u0D46\u0D4C",
	0x0DCA: "\u0DD9\u0DDA\u0DDC\u0DDD",
	0x0DCF: "\u0DD9\u0DDC",
	0x0DDF: "\u0DD9\u0DDE",
	0x102E: "ဥဦ",
	0x1B35: "ᬅᬆᬇᬈᬉᬊᬋᬌᬍᬎᬑᬒ\u1B3A\u1B3B\u1B3C\u1B3D\u1B3E\u1B40\u1B3F\u1B41\u1B42\u1B43",
	0x3099: "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズ" +
		"セゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ",
	0x309A:  "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
	0x110BA: "𑂙𑂚𑂛𑂜𑂥𑂫",
	0x11127: "\U00011131\U0001112E\U00011132\U0001112F",
	0x1133E: "\U00011347\U0001134B",
	0x11357: "\U00011347\U0001134C",
	0x114B0: "\U000114B9\U000114BC",
	0x114BA: "\U000114B9\U000114BB",
	0x114BD: "\U000114B9\U000114BE",
	0x115AF: "\U000115B8\U000115BA\U000115B9\U000115BB",
	0x11930: "\U00011935\U00011938",
}
