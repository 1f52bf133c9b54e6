"""Words that support the structure: how a question, an answer's label, a placeholder or a plain section reads.

Structure decides first. These lists only weigh in, cover many languages with a few words each, and hold no word of one bank.
"""

from __future__ import annotations

import re

_ASKING_WORDS = """
what what's whats why how when where which who whose explain describe define compare contrast differentiate distinguish discuss
qué cuál cuáles cómo cuándo dónde quién explica explique describa defina diferencia diferencias menciona mencione enumera
qual quais quando onde descreva diferença
qu'est-ce quel quelle quels quelles comment pourquoi expliquer expliquez décrire décrivez définissez différence
was warum wieso wie wann wo welche welcher welches wer erkläre erklären beschreibe beschreiben nenne nennen unterschied
cosa cos'è quale quali perché dove spiega spiegare descrivi differenza
что почему как какой какие какая какое какова каков каковы когда где зачем чем кто сколько объясните опишите расскажите назовите
перечислите разница
що чому як який які яка яке коли навіщо поясніть опишіть
dlaczego jak jaki jakie jaka kiedy gdzie czym czy wyjaśnij opisz wymień różnica
neden nasıl hangi açıkla açıklayın
apa apakah mengapa kenapa bagaimana kapan jelaskan sebutkan perbedaan
wat waarom hoe wanneer welke beschrijf verschil
vad varför hur när vilka vilken förklara beskriv hvad hvorfor hvordan hvornår hvilke beskriv forklar
proč jaký jaké jaká kdy kde vysvětlete popište rozdíl
cum care când explică explicați descrie
miért hogyan melyik mikor magyarázd
šta što zašto kako koji koja koje objasni opiši razlika
какво защо как кога къде обяснете опишете разликата
τι γιατί πώς ποιος ποια ποιες ποιο πότε εξηγήστε περιγράψτε
ما ماذا لماذا كيف متى أين هل اشرح
چرا چگونه چطور آیا توضیح
क्या क्यों कैसे कब समझाइए बताइए
מה למה מדוע איך כיצד הסבר
"""
_TASK_WORDS = """
write implement design create build find list name give tell show state mention calculate compute prove derive outline identify
convert print given suppose assume imagine consider difference differences true walk talk make reverse check count predict determine
solve draw choose illustrate justify provide summarize demonstrate elaborate can could do does did is are would should will have has
escribe escriba implementa crea cree escreva implemente crie écrire écrivez schreibe schreiben scrivi напишите напиши реализуйте
napisz tulis buatlah schrijf
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_TASKS = frozenset(_TASK_WORDS.split())
_FIRST_WORD = re.compile(r"[\W_]*([^\W\d_]++(?:['’-][^\W\d_]++)*+)(?:\s++([^\W\d_]++))?")
_MARKED = re.compile(r"[?？؟⁇՞](?!\w)|¿")
_GREEK_MARK = re.compile(r"[\u0370-\u03ff][^\w;]*+;\s*+\Z")
# Languages that write without spaces, or ask at the end of the sentence.
_WITHIN = re.compile(
    r"什么|什麼|甚麼|为何|為何|如何|怎么|怎麼|怎样|怎樣|哪些|哪个|哪個|哪种|哪種|哪几|哪里|区别|區別|差异|差異|异同|異同|多少|几种|幾種|是否"
    r"|有没有|有沒有|能否|可否|何时|何時|何为|何谓|吗|嗎|谈谈|談談|说说|說說|说下|说一|讲讲|讲一|聊聊|解释|解釋|简述|簡述|阐述|闡述|描述一|列举|列舉"
    r"|请[你说解描简介列写用实谈给举问]|請[你說解描簡介列寫用談給]|介绍一下|介紹一下|了解.{0,12}么"
    r"|とは|なぜ|どのよう|どうし|どうや|どうな|どう違|どんな|何です|何か|違い|ですか|ますか|説明し|述べよ"
    r"|무엇|왜 |어떻게|어떤|차이|설명하|설명해|인가요|습니까|나요"
    r"|อะไร|ทำไม|อย่างไร|ยังไง|อธิบาย|แตกต่าง"
    r"| nedir| nelerdir|là gì|tại sao|vì sao|như thế nào|thế nào|làm sao|giải thích|khác nhau|چیست|चाहिए|अंतर"
)
_IN_ENGLISH = re.compile(r"\b(?:difference between|differences between|pros and cons|advantages|true or false)\b", re.I)

_ANSWER = (
    r"(?:the |an? |sample |suggested |model |short |detailed |expected |possible |correct |best |my |your |show |see |view |reveal |check |open "
    r"|click (?:here )?(?:to |for )?(?:see |view |show |reveal |expand )?)*"
    r"(?:the )?(?:correct )?(?:answers?|ans|solutions?|explanations?|explication|responses?|reply|replies)(?: key)?"
    r"|click(?: here| me)?(?: to (?:expand|show|see|view|reveal|open)(?: more)?)?|show me|expand|spoiler"
    r"|(?:查看|点击查看|点此查看|点击展开|显示|参考|正确|示例|标准|查看参考|我的)?(?:答案|解答|回答|答案解析|解析|题解|答|解法|參考答案|解題|答案與解析|答案与解析)"
    r"|展开|点击展开|點擊展開|點我看答案"
    r"|(?:ver )?(?:la )?(?:respuestas?|soluci[oó]n(?:es)?|explicaci[oó]n)(?: correctas?)?|(?:ver )?(?:a )?(?:respostas?|solu[cç](?:[aã]o|ões)|explica[cç][aã]o)"
    r"|(?:voir )?(?:la )?(?:r[ée]ponses?|solutions?|explications?)|(?:bonne )?r[ée]ponse"
    r"|(?:l[öo]sung(?:en)?|antwort(?:en)?|erkl[äa]rung)|(?:rispost[ae]|soluzion[ei]|spiegazione)"
    r"|(?:показать |правильный )?(?:ответы?|решени[ея]|объяснение|пояснение)|(?:відповід[ьі]|розв'язок|рішення|пояснення)"
    r"|(?:odpowied[źz]|odpowiedzi|rozwi[ąa]zanie|wyja[śs]nienie)|(?:cevap(?:lar)?|yanıt|çözüm|açıklama)"
    r"|(?:câu trả lời|trả lời|đáp án|lời giải|giải thích)|(?:jawaban|penjelasan|solusi)|(?:antwoord(?:en)?|oplossing|uitleg)"
    r"|(?:svar|lösning|løsning|forklaring|förklaring)|(?:odpov[ěe]ď|řešení|odpoveď|riešenie)|(?:r[ăa]spuns|soluție|explicație)"
    r"|(?:v[áa]lasz|megoldás|magyarázat)|(?:odgovor|rješenje|rešenje|objašnjenje)|(?:отговор|решение|обяснение)|(?:απάντηση|λύση|εξήγηση)"
    r"|(?:解説|回答|解答|答え|答案|解)|(?:답|답변|정답|해설|풀이|해답|해결)|(?:الإجابة|الاجابة|إجابة|الجواب|الحل|جواب|پاسخ|راه حل)|(?:उत्तर|समाधान|हल)"
    r"|(?:คำตอบ|เฉลย)|(?:תשובה|פתרון|הסבר)|p[ëe]rgjigj[aeë]|sagot|vastaus|atsakymas|atbilde"
)
_ANSWER_LABEL = re.compile(
    rf"[^\w(（【\[]*+[(（【\[]?(?:(?:{_ANSWER})(?:\s*+(?:no\.?|#)?\s*+[0-9]{{1,3}}+(?![^\W_]))?+(?![^\W_])\s*+"
    rf"|A(?:ns)?\s*+[0-9]{{0,4}}+\s*+(?=[.:：)]))(?:[(（][^()（）\n]{{0,40}}+[)）])?\s*+([\])】）:：.。,，!！、*\-–—>→|👇⬇️\s]*+)",
    re.I,
)
_SET_OFF = re.compile(r"[:：\-–—\n\])】）]")
_OPTION = re.compile(r"[(]?[A-H][.)]?\Z")

_SECTIONS = re.compile(
    r"(?:table of )?contents?|toc|index|introduction|intro|overview|preface|foreword|about(?: .{1,40})?|license|licence|contribut(?:ing|ors?|ion|ions|e)(?: .{1,40})?"
    r"|how to (?:contribute|use this.{0,40}|help)|acknowledge?ments?|credits?|references?|further reading|resources?|(?:useful |related |external )?links"
    r"|bibliography|changelog|change log|roadmap|installation|install|usage|getting started|quick ?start|setup|prerequisites|requirements|conclusion"
    r"|summary|appendix|sponsors?|support|donate|community|contact|authors?|maintainers?|disclaimer|notes?|tips?|hints?|examples?|output|input"
    r"|constraints?|code|description|approach(?:es)?|complexity|follow[ -]?up|see also|more|others?|misc(?:ellaneous)?|questions?|interview questions?"
    r"|questions? list|list of questions|exercises?|q ?& ?a|faq|frequently asked questions|star history|stargazers.{0,30}|todo|tl;?dr|translations?"
    r"|recommended (?:reading|books|resources)|books|videos?|courses?|articles?|tutorials?|blogs?|prerequisite knowledge"
    r"|目录|目錄|参考(?:文献|资料|链接)?|參考(?:資料|文獻)?|前言|简介|簡介|介绍|引言|概述|总结|總結|小结|结语|写在前面|写在最后|贡献(?:者|指南)?|许可(?:证|协议)?|后记|附录"
    r"|更新(?:日志|记录)|推荐阅读|相关阅读|扩展阅读|延伸阅读|公众号|面试题|问题|其他|其它|示例|代码|说明|备注|注意"
    r"|[ií]ndice|introducci[oó]n|referencias|recursos|conclusi[oó]n|licencia|contribu(?:ir|yendo|ci[oó]n(?:es)?)|preguntas|introdu[cç][aã]o|refer[êe]ncias"
    r"|conclus[aã]o|licen[cç]a|perguntas|sommaire|table des mati[èe]res|r[ée]f[ée]rences|ressources|inhalt(?:sverzeichnis)?|einleitung|zusammenfassung|quellen"
    r"|lizenz|indice|introduzione|riferimenti|risorse|содержание|оглавление|введение|ссылки|заключение|лицензия|литература|вопросы|зміст|spis treści"
    r"|içindekiler|giriş|kaynaklar|mục lục|daftar isi|目次|はじめに|参考文献|まとめ|목차|참고|소개|결론",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"to ?do|tbd|tba|tbc|wip|fixme|xxx+|work in progress|in progress|coming soon|coming up|soon|pending|placeholder|stub|lorem ipsum.*+"
    r"|(?:(?:put |write |add |insert |type |enter |place )?(?:the |your |my |an |a )?(?:answers?|solutions?|explanation|text|content)(?: goes)? here)"
    r"|(?:your|the) answer|(?:add|write|insert) (?:an? |your |the )?(?:answer|solution)|answer(?: is)? (?:pending|missing|needed|coming soon|to follow|wanted)"
    r"|no (?:answers?|solution)(?: yet)?(?: available)?|not (?:yet )?(?:answered|available|done|written|complete)(?: yet)?|unanswered|(?:answer )?(?:is )?to be "
    r"(?:added|completed|done|continued|answered|written|filled|announced|determined|defined|updated|provided)(?: (?:soon|later|in))?"
    r"|to complete|to add|to fill(?: in)?|needs? (?:an )?answer(?:ing)?|need help|fill (?:me |this )?in|under construction|help wanted"
    r"|(?:contributions?|prs?|pull requests?|answers?)(?: are)? welcome|n/?a|nil|none|empty|blank|later|missing|\?+"
    r"|待补充|待補充|待完善|待更新|待续|待續|未完待续|未完待續|待填(?:写|充)?|待(?:回)?答|有待完善|有待补充|暂无(?:答案|内容|解答)?|暫無(?:答案)?|略|施工中|答案待补充|补充中|整理中"
    r"|未完成|更新中|敬请期待|敬請期待|待整理|待定|待写|待添加|待解答|待解决|占位|空|无|没有答案|稍后补充|后续补充|持续更新|此处填写答案|在此(?:填写|输入)(?:答案)?|答案写这里"
    r"|por (?:hacer|completar|definir|escribir)|pendientes?|pr[oó]ximamente|sin respuesta|(?:tu |la )?respuesta aqu[ií]|en construcci[oó]n|en progreso|falta respuesta"
    r"|a (?:fazer|completar|definir|ser feito)|por fazer|pendentes?|em breve|(?:sua |a )?resposta aqui|sem resposta|em constru[cç][aã]o|em andamento"
    r"|[àa] (?:faire|compl[ée]ter|venir|d[ée]finir)|en cours|bient[oô]t|(?:votre |la )?r[ée]ponse ici|en construction|pas (?:encore )?de r[ée]ponse"
    r"|zu erledigen|noch (?:offen|zu (?:erledigen|beantworten|erg[äa]nzen)|keine antwort)|folgt(?: noch)?|kommt (?:noch|bald)|(?:deine )?antwort hier|in (?:arbeit|bearbeitung)"
    r"|offen|da (?:fare|completare|definire)|prossimamente|(?:la )?risposta qui|in lavorazione|nessuna risposta"
    r"|сделать|доделать|скоро(?: будет)?|ответ (?:здесь|тут|скоро)|в (?:разработке|процессе)|нет ответа|дополнить|позже|без ответа|скоро буде|відповідь тут|немає відповіді|доповнити"
    r"|未回答|準備中|作成中|後で|後日|工事中|回答待ち|ここに(?:回答|答え)|近日公開|執筆中|작성 ?중(?:입니다)?|추후(?: 작성| 추가)?|준비 ?중(?:입니다)?|작성 ?예정|답변 (?:없음|예정|여기)|미작성"
    r"|yapılacak|yakında|eklenecek|cevap (?:buraya|yok|bekleniyor)|hazırlanıyor|do zrobienia|wkr[óo]tce|do uzupe[łl]nienia|odpowied[źz] tutaj|brak odpowiedzi|w trakcie"
    r"|sắp (?:có|ra mắt)|đang (?:cập nhật|viết)|chưa có(?: câu trả lời| đáp án)?|câu trả lời ở đây|segera(?: hadir)?|belum ada(?: jawaban)?|jawaban di sini|akan datang"
    r"|binnenkort|volgt(?: nog)?|antwoord hier|kommer snart|svar h[äe]r|ej klart|već uskoro|uskoro|připravuje se|bude doplněno|în lucru|în curând|hamarosan"
    r"|قريبا|قريباً|لاحقا|الإجابة هنا|به زودی|بزودی|जल्द ही|उत्तर यहाँ|เร็วๆ นี้|בקרוב|σύντομα|предстои",
    re.I,
)
_PREFIXED = re.compile(r"(?:to ?do|tbd|tba|fixme|wip|待补充|待完善|待更新|待完成|未完成|pendiente|à faire)(?=\s*+[:：\-–—(（!！])", re.I)
_POINTER = re.compile(
    r"\b(?:see|read|refer|check|here|explained|explanation|visit|link|source|watch|answer|answered|solution|details?|more|click|go to|follow|look|find|docs?|documentation"
    r"|article|video|via|ver|aquí|aqui|siehe|hier|voir|ici|vedi|qui|смотри|см|здесь|тут|zobacz|tutaj|bkz|buraya)\b"
    r"|参[考见看]|參[考見]|详见|詳見|见|查看|点击|链接|连接|這裡|这里|答案|解析|参照|こちら|여기|참고|참조|xem|đây|هنا|اینجا",
    re.I,
)
_NAVIGATION = re.compile(
    r"[\W_]*+(?:(?:go )?back to (?:the )?(?:top|contents?|toc|index|questions?|list|main|start)|(?:to )?top|back|home|toc|up|next|previous|prev|(?:go to )?(?:table of )?contents?"
    r"|↑.*+|⬆.*+|返回(?:顶部|目录|首页|列表)?|回到(?:顶部|目录|頂部)|(?:volver|ir) (?:arriba|al [ií]ndice|al inicio)|voltar(?: ao topo)?|retour(?: en haut)?|nach oben|наверх|к оглавлению"
    r"|başa dön|về đầu trang)[\W_]*+",
    re.I,
)
_BANK = re.compile(
    r"question|interview|quiz|trivia|q&a|\bqna\b|exercise|\bproblems?\b|puzzle|assessment|\bexams?\b|challenge|\bkatas?\b|leetcode"
    r"|面试|面試|问题|問題|题|題|问答|問答|面接|質問|질문|면접|문제|pregunta|entrevista|pergunta|вопрос|собесед|frage|entretien|domand|colloquio|soru|mülakat"
    r"|câu hỏi|phỏng vấn|pertanyaan|wawancara|pytani|rozmow|otázk|pohovor|vragen|sollicitatie|питан|співбесід|سؤال|أسئلة|مقابل|سوال|مصاحبه|प्रश्न|साक्षात्कार"
    r"|คำถาม|สัมภาษณ์|kérdés|întreb|interviu|frågor|spørgsmål|ερωτήσ|συνέντευξ|pitanj|intervju|въпрос|интервю|שאלות|ראיון",
    re.I,
)
_QUESTION_COLUMN = re.compile(
    r"(?:interview )?(?:questions?|problems?|exercises?|tasks?|challenges?|puzzles?|katas?|titles?|names?|q)(?: (?:name|title|text|statement))?"
    r"|问题|問題|题目|題目|试题|面试题|标题|题|名称|preguntas?|ejercicios?|problemas?|perguntas?|exerc[ií]cios?|questões|énoncé|exercices?|problèmes?|fragen?|aufgaben?"
    r"|domand[ae]|eserciz[io]|вопросы?|задач[аи]|питання|pytani[ea]|zadani[ea]|soru(?:lar)?|câu hỏi|pertanyaan|質問|설문|질문|문제|السؤال|سوال|प्रश्न|คำถาม|vragen|vraag|otázk[ay]",
    re.I,
)
_NAME_COLUMN = re.compile(r"(?:titles?|names?|标题|名称|nombres?|título|nome|titel|nom|название|имя|topics?)", re.I)


def asks(text: str) -> float:
    """How much a text reads like a question: 1 for a question mark or an asking word, 1/2 for a task, 0 for neither."""
    if _MARKED.search(text) or _WITHIN.search(text):
        return 1.0
    first = _FIRST_WORD.match(text)
    if first is None:
        return 0.0
    word = first[1].replace("’", "'").casefold()
    if word in _ASKING:
        return 0.5 if word in ("how", "when", "where") and (first[2] or "").casefold() == "to" else 1.0
    if word in _TASKS or _IN_ENGLISH.search(text):
        return 0.5
    return 1.0 if _GREEK_MARK.search(text) else 0.0


def has_mark(text: str) -> bool:
    """Whether a text holds a question mark, of any script."""
    return bool(_MARKED.search(text) or _GREEK_MARK.search(text))


def answer_label(text: str) -> int:
    """The length of the answer's label that a text starts with: `Answer:`, `答案：D`. 0 for none.

    A label is the whole text, or is set off by a mark; `A` needs its colon.
    """
    match = _ANSWER_LABEL.match(text)
    if not match:
        return 0
    set_off = match.end() == len(text) or match[0][-1:] in ".)" or _SET_OFF.search(match[1]) or _OPTION.match(text, match.end())
    return match.end() if set_off else 0


def is_section(text: str) -> bool:
    """Whether a heading is one that any document has: contents, licence, references ..."""
    return bool(_SECTIONS.fullmatch(text.strip(" \t\n:：.。!！*_-–—#")))


def is_placeholder(text: str, extra: frozenset[str] = frozenset()) -> bool:
    """Whether a text only keeps an answer's place. `extra` are more such texts, casefolded."""
    bare = " ".join(text.split()).strip(" .。…·,，;；:：!！()（）[]【】<>《》{}*_`'\"-–—=~|👷🚧⏳")
    if bare.casefold() in extra:
        return True
    if len(bare) > 120:
        return False
    return bool(_PLACEHOLDER.fullmatch(bare)) or (len(bare) < 80 and bool(_PREFIXED.match(bare)))


def is_pointer(text: str) -> bool:
    """Whether the words around a link only lead to it."""
    words = text.split()
    letters = sum(len(w) for w in words)
    return letters <= 40 and len(words) <= 8 and bool(_POINTER.search(text))


def is_navigation(text: str) -> bool:
    """Whether a text leads back to the top or on to the next page."""
    return bool(_NAVIGATION.fullmatch(text))


def is_bank(text: str) -> bool:
    """Whether a title or path speaks of questions."""
    return bool(_BANK.search(text))


def question_column(text: str) -> bool:
    """Whether a table's column holds questions, by its head."""
    return bool(_QUESTION_COLUMN.fullmatch(text.strip(" :：*#.")))


def name_column(text: str) -> bool:
    """Whether a table's column holds names, by its head."""
    return bool(_NAME_COLUMN.fullmatch(text.strip(" :：*#.")))


def answer_column(text: str) -> bool:
    """Whether a table's column holds answers, by its head."""
    text = text.strip(" :：*#.")
    return bool(text) and answer_label(text) == len(text)
