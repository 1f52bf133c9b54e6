"""Lists of words and phrases in many languages. They only support what the structure of a document says.

Texts are case-folded. Commas and line ends part the phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.replace("\n", ",").split(",")) - {""}


class Parts:
    """Parts of words to look for in a casefolded text; in one in ASCII, only those in ASCII."""

    def __init__(self, parts: Iterable[str]) -> None:
        self._every = tuple(sorted(parts))
        self._ascii = tuple(part for part in self._every if part.isascii())

    def __iter__(self) -> Iterator[str]:
        return iter(self._every)

    def in_(self, text: str) -> bool:
        """Whether a text holds one of them."""
        return any(map(text.__contains__, self._ascii if text.isascii() else self._every))


# Words that questions start with.
ASKING = frozenset(
    """
what what's whats why how when where which who whose explain describe define compare contrast differentiate
distinguish discuss qué cuál cuáles cómo cuándo dónde quién explica explique describa defina diferencia diferencias
menciona mencione enumera cuéntame cuénteme háblame hábleme conte fale parlez racontez raccontami parlami erzählen
qual quais quando onde descreva diferença qu'est-ce quel quelle quels quelles comment
pourquoi expliquer expliquez décrire décrivez définissez différence was warum wieso wie wann wo welche welcher welches
wer erkläre erklären beschreibe beschreiben nenne nennen unterschied cosa cos'è quale quali perché dove spiega
spiegare descrivi differenza что почему как какой какие какая какое какова каков каковы когда где зачем чем кто
сколько объясните опишите расскажите назовите перечислите разница що чому як який які яка яке коли навіщо поясніть
опишіть dlaczego jak jaki jakie jaka kiedy gdzie czym czy wyjaśnij opisz wymień różnica neden nasıl hangi açıkla
açıklayın apa apakah mengapa kenapa bagaimana kapan jelaskan sebutkan perbedaan wat waarom hoe wanneer welke beschrijf
verschil vad varför hur när vilka vilken förklara beskriv hvad hvorfor hvordan hvornår hvilke beskriv forklar proč
jaký jaké jaká kdy kde vysvětlete popište rozdíl cum care când explică explicați descrie miért hogyan melyik mikor
magyarázd šta što zašto kako koji koja koje objasni opiši razlika какво защо как кога къде обяснете опишете разликата
τι γιατί πώς ποιος ποια ποιες ποιο πότε εξηγήστε περιγράψτε ما ماذا لماذا كيف متى أين هل اشرح چرا چگونه چطور آیا توضیح
क्या क्यों कैसे कब समझाइए बताइए מה למה מדוע איך כיצד הסבר
""".split()
)

# Words that tasks start with; some start questions too.
TASKS = frozenset(
    """
write implement design create build find list name give tell show state mention calculate compute prove derive outline
identify convert print given suppose assume imagine consider difference differences true walk talk make reverse check
count predict determine solve draw choose illustrate justify provide summarize demonstrate elaborate can could do does
did is are would should will have has escribe escriba implementa crea cree escreva implemente crie écrire écrivez
schreibe schreiben scrivi kể напишите напиши реализуйте napisz tulis buatlah schrijf
""".split()
)

# Words that may stand before the one that asks: `In which ...`, `В чем ...`.
PREPOSITIONS = frozenset(
    """
in on at of by to for from with under into a de en em por para con com desde à dans par pour di da per an auf aus mit
von für zu в во о об на из с со для по к от у за до при через з про від
""".split()
)

# Those of them that begin statements too: `When it rains ...`.
CLAUSES = frozenset(
    "when where how quando onde dove когда где как коли kiedy gdzie jak wo wie wanneer waar hoe når hvor kde".split()
)

# Labels of answers.
ANSWERS = _phrases("""
answer, answers, ans, solution, solutions, explanation, explanations, explication, response, responses, reply, replies
spoiler, expected, ожидается, answer key, answer guide, show me, click here, click me, click, answer explanation
answer and explanation, solution and explanation, expand
答案, 解答, 回答, 答案解析, 解析, 题解, 答, 解法, 解題, 答案與解析, 答案与解析, 展开
点击展开, 點擊展開, 點我看答案, respuesta, respuestas, solución, soluciones, solucion, explicación, explicacion
respuesta correcta, respuestas correctas, resposta, respostas, solução, soluções, solucao, explicação
resposta correta, resposta certa, réponse, réponses, reponse, reponses, répondre, explications, bonne réponse, lösung
lösungen, loesung, antwort, antworten, erklärung, richtige antwort, risposta, risposte, soluzione, soluzioni
spiegazione, risposta corretta, ответ, ответы, решение, решения, объяснение, пояснение, правильный ответ
показать ответ, відповідь, відповіді, розв'язок, рішення, пояснення, правильна відповідь, odpowiedź, odpowiedz
odpowiedzi, rozwiązanie, rozwiązania, wyjaśnienie, poprawna odpowiedź, cevap, cevaplar, yanıt, çözüm, açıklama
doğru cevap, câu trả lời, trả lời, đáp án, lời giải, giải thích, jawaban, penjelasan, solusi, kunci jawaban, antwoord
antwoorden, oplossing, uitleg, juiste antwoord, svar, lösning, løsning, forklaring, förklaring, rätt svar, odpověď
odpověd, řešení, odpoveď, riešenie, vysvětlení, răspuns, raspuns, soluție, explicație, răspuns corect, válasz
megoldás, magyarázat, helyes válasz, odgovor, odgovori, rješenje, rešenje, objašnjenje, tačan odgovor, točan odgovor
отговор, отговори, обяснение, верен отговор, απάντηση, απαντήσεις, λύση, εξήγηση, 解説, 解, 答え, 正解, 回答例, 解答例
답, 답변, 정답, 해설, 풀이, 해답, 해결, 모범 답안, الإجابة, الاجابة, إجابة, اجابة, الجواب, الحل, جواب, پاسخ, راه حل
الشرح, उत्तर, समाधान, हल, सही उत्तर, คำตอบ, เฉลย, תשובה, פתרון, הסבר, përgjigja, pergjigja, përgjigje, vastaus
ratkaisu, sagot, your answer, answer space, space for answer, space for your answer, espaço para resposta, sua resposta
espacio para la respuesta, tu respuesta, votre réponse, deine antwort, la tua risposta, atsakymas, atbilde, vastus
""")

# What may stand before the label of an answer: how such a label may begin.
OPENERS = _phrases("""
the, an, a, sample, suggested, model, short, detailed, expected, possible, correct, right, best, my, your, our
official, show, see, view, reveal, check, open, read, get, click, tap, press, expand, hide, toggle, display, ver, here
anzeigen, mostrar, voir, afficher, zeige, mostra, показать, посмотреть, pokaż, göster, xem, lihat,
点击, 點擊, 点此, 查看, 显示, 顯示, 展开, 参考, 參考, 正确, 正確, 示例, 标准, 標準, 我的, 官方
""")

# Headings that any document may have.
SECTIONS = _phrases("""
table of contents, table of content, contents, content, toc, index, introduction, intro, overview, preface, foreword
license, licence, contributing, contributors, contributor, contribution, contributions, contribute, acknowledgements
acknowledgments, acknowledgement, credits, credit, references, reference, further reading, resources, resource
useful links, related links, external links, links, bibliography, changelog, change log, roadmap, installation
install, usage, getting started, quick start, quickstart, setup, prerequisites, requirements, conclusion, summary
appendix, sponsors, sponsor, support, donate, community, contact, authors, author, maintainers, disclaimer, note
notes, tip, tips, hint, hints, example, examples, output, input, constraints, constraint, code, description, approach
approaches, complexity, follow up, follow-up, followup, see also, more, other, others, misc, miscellaneous, question
questions, interview questions, question list, questions list, list of questions, exercise, exercises, q & a, q&a, faq
frequently asked questions, star history, todo, tldr, tl;dr, translations, translation, recommended reading
recommended books, recommended resources, books, videos, video, courses, course, articles, article, tutorials
tutorial, blogs, blog, how to help, time complexity, space complexity, show your support, code of conduct, read more
learn more, what's inside, what’s inside, what's included, what’s included, who is this for, who is it for
who should use this, why this repo, why this repository, how to use, how to use this repo, how to use this repository
how to contribute, how can i contribute, how do i contribute, what you'll learn, what you will learn, have a question
have questions, have any questions, got questions, any questions, 目录, 目錄, 参考, 参考文献, 参考资料
参考链接, 參考資料, 參考文獻, 前言, 简介, 簡介, 介绍, 引言, 概述
总结, 總結, 小结, 结语, 写在前面, 写在最后, 贡献, 贡献者, 贡献指南, 许可, 许可证, 许可协议, 后记, 附录, 更新日志
更新记录, 推荐阅读, 相关阅读, 扩展阅读, 延伸阅读, 公众号, 面试题, 问题, 其他, 其它, 示例, 代码, 说明, 备注, 注意
índice, indice, introducción, referencias, recursos, conclusión, licencia, contribuir, contribuyendo, contribución
contribuciones, preguntas, introdução, referências, conclusão, licença, perguntas, sommaire, table des matières
références, ressources, inhalt, inhaltsverzeichnis, einleitung, zusammenfassung, quellen, lizenz, introduzione
riferimenti, risorse, содержание, оглавление, введение, ссылки, заключение, лицензия, литература, вопросы, зміст
spis treści, içindekiler, giriş, kaynaklar, mục lục, daftar isi, 目次, はじめに, まとめ, 목차, 참고, 소개, 결론
""")

# Texts that only keep an answer's place.
PLACEHOLDERS = _phrases("""
todo, to do, tbd, tba, tbc, wip, fixme, xxx, xxxx, work in progress, in progress, coming soon, coming up, soon
pending, placeholder, stub, lorem ipsum, later, missing, n/a, na, nil, none, empty, blank, unanswered, your answer
the answer, need help, needs answer, needs an answer, need answer, needs answering, to complete, to add, to fill
to fill in, fill in, fill me in, fill this in, under construction, help wanted, answer pending, answer missing
answer needed, answer coming soon, answer to follow, answer wanted, contributions welcome, contributions are welcome
prs welcome, pr welcome, pull requests welcome, pull requests are welcome, answers welcome, answers are welcome
contribution welcome, not answered, not answered yet, not yet answered, not available, not available yet, not done
not done yet, not written yet, no answer, no answer yet, no answers yet, no solution, no solution yet
no answer available, add answer, add an answer, add your answer, write answer, write your answer, write an answer
insert answer, add solution, write your solution, add your solution, 待补充, 待補充, 待完善, 待完成, 待更新, 待续, 待續
未完待续, 未完待續, 待填, 待填写, 待填充, 待答, 待回答, 有待完善, 有待补充, 暂无, 暂无答案, 暂无内容, 暂无解答, 暫無
暫無答案, 略, 施工中, 答案待补充, 补充中, 整理中, 未完成, 更新中, 敬请期待, 敬請期待, 待整理, 待定, 待写, 待添加
待解答, 待解决, 占位, 空, 无, 没有答案, 稍后补充, 后续补充, 持续更新, 此处填写答案, 在此填写, 在此填写答案
在此输入答案, 答案写这里, 待办, 敬请等待, por hacer, por completar, por definir, por escribir, pendiente, pendientes
próximamente, proximamente, sin respuesta, tu respuesta aquí, respuesta aquí, la respuesta aquí, en construcción
en progreso, falta respuesta, a fazer, a completar, a definir, a ser feito, por fazer, pendente, pendentes, em breve
sua resposta aqui, resposta aqui, sem resposta, em construção, em andamento, à faire, a faire, à compléter
a completer, à venir, a venir, à définir, en cours, bientôt, votre réponse ici, réponse ici, en construction
pas de réponse, pas encore de réponse, zu erledigen, noch offen, noch zu erledigen, noch zu beantworten
noch zu ergänzen, noch keine antwort, folgt, folgt noch, kommt noch, kommt bald, antwort hier, deine antwort hier
in arbeit, in bearbeitung, offen, antwort folgt, da fare, da completare, da definire, prossimamente, risposta qui
la risposta qui, in lavorazione, nessuna risposta, сделать, доделать, скоро, скоро будет, ответ здесь, ответ тут
ответ скоро, в разработке, в процессе, нет ответа, дополнить, позже, без ответа, скоро буде, відповідь тут
немає відповіді, доповнити, seu texto aqui, tu texto aquí, tu texto aqui, votre texte ici, dein text hier
未回答, 準備中, 作成中, 後で, 後日, 工事中, 回答待ち, ここに回答, ここに答え, 近日公開
執筆中, 작성중, 작성 중, 작성중입니다, 작성 중입니다, 추후, 추후 작성, 추후 추가, 준비중, 준비 중, 준비중입니다
작성 예정, 답변 없음, 답변 예정, 답변 여기, 미작성, yapılacak, yakında, eklenecek, cevap buraya, cevap yok
cevap bekleniyor, hazırlanıyor, do zrobienia, wkrótce, wkrotce, do uzupełnienia, odpowiedź tutaj, brak odpowiedzi
w trakcie, sắp có, sắp ra mắt, đang cập nhật, đang viết, chưa có, chưa có câu trả lời, chưa có đáp án
câu trả lời ở đây, segera, segera hadir, belum ada, belum ada jawaban, jawaban di sini, akan datang, binnenkort, volgt
volgt nog, antwoord hier, kommer snart, svar här, ej klart, uskoro, připravuje se, bude doplněno, în lucru, în curând
hamarosan, قريبا, قريباً, لاحقا, الإجابة هنا, به زودی, بزودی, जल्द ही, उत्तर यहाँ, เร็วๆ นี้, בקרוב, σύντομα, предстои
""")

# Texts that lead elsewhere on the page or to its neighbours.
NAVIGATION = _phrases("""
top, to top, back, home, toc, up, next, previous, prev, back to top, go back to top, back to the top, back to contents
back to content, back to toc, back to index, back to questions, back to list, back to main, back to start
back to home, back to table of contents, go to top, go to table of contents, table of contents, contents, content
return to top, 返回顶部, 返回目录, 返回首页, 返回列表, 返回, 回到顶部, 回到目录, 回到頂部, 上一页, 下一页, 上一题
下一题, volver arriba, ir arriba, volver al índice, volver al inicio, volver, voltar ao topo, voltar, retour
retour en haut, nach oben, наверх, к оглавлению, başa dön, về đầu trang, wróć na górę, torna su, トップへ戻る, 맨 위로
""")

# Parts of words by which a title or a path says that it is about questions.
BANK = Parts(
    _phrases("""
assessment, cau hoi, cau-hoi, challenge, colloquio, câu hỏi, domand, entretien, entrevista, exercise, frage, frågor
interview, interviu, intervju, kérdés, leetcode, mülakat, otázk, pergunta, pertanyaan, phong van, phong-van, phỏng vấn
pitanj, pohovor, pregunta, problem, puzzle, pytani, q&a, question, quiz, rozmow, soal, sollicitatie, soru, spørgsmål, trivia, vragen
wawancara, întreb, ερωτήσ
συνέντευξ, вопрос, въпрос, интервю, питан, собесед, співбесід, ראיון, שאלות, أسئلة, سؤال, سوال, مصاحبه, مقابل, प्रश्न
साक्षात्कार, คำถาม, สัมภาษณ์, 习题, 刷题, 問答, 問題, 真题, 算法题, 编程题, 習題, 考题, 試題, 试题, 質問, 问答, 问题
面接, 面試, 面經, 面经, 面试, 笔试, 八股, 題目, 题库, 题目, 면접, 문제, 질문
""")
)

# The same of a section's heading in any document; words that name troubles as well are left out.
BANK_SECTIONS = Parts(
    (frozenset(BANK) - _phrases("assessment, challenge, exercise, leetcode, problem, puzzle, 问题, 問題, 문제, питан, مقابل"))
    | _phrases(
        "self-check, self check, self-test, test yourself, check your understanding, knowledge check, faq, 自测, 思考题, 测试题"
    )
)

# Words around a link that only lead to it.
POINTERS = frozenset(
    """
see read refer consult check here explained explanation visit link source watch answer answered solution detail
details more
click follow look find doc docs documentation article video via ver aquí aqui siehe hier voir ici vedi qui смотри см
здесь тут zobacz tutaj bkz buraya
""".split()
)

# The same in languages that write without spaces, or join such words to others.
POINTERS_WITHIN = tuple(
    """
参考 参见 参看 參考 參見 详见 詳見 见 查看 点击 链接 连接 這裡 这里 答案 解析 参照 こちら 여기 참고 참조 xem đây هنا اینجا
""".split()
)

# The heads of columns that hold questions.
QUESTION_COLUMNS = _phrases("""
question, questions, problem, problems, exercise, exercises, task, tasks, challenge, challenges, puzzle, puzzles, kata
katas, title, titles, name, names, q, 问题, 問題, 题目, 題目, 试题, 面试题, 标题, 题, 名称, pregunta, preguntas, ejercicio
ejercicios, problema, problemas, pergunta, perguntas, exercício, exercícios, exercicio, exercicios, questões, énoncé
exercice, exercices, problème, problèmes, frage, fragen, aufgabe, aufgaben, domanda, domande, esercizio, esercizi
вопрос, вопросы, задача, задачи, питання, pytanie, pytania, zadanie, zadania, soru, sorular, câu hỏi, pertanyaan
質問, 설문, 질문, 문제, السؤال, سوال, प्रश्न, คำถาม, vragen, vraag, otázka, otázky
""")

# Those of them that only say that something is named.
NAME_COLUMNS = _phrases("""
title, titles, name, names, 标题, 名称, nombre, nombres, título, nome, titel, nom, название, имя, topic, topics
""")

# Links to where a question was found.
SOURCES = frozenset("source sources src ref refs reference references 来源 出处 原文 fuente quelle".split())

# What a question may be called before its number or a colon.
QUESTION_MARKS = _phrases("""
question, questions, ques, pregunta, pergunta, questao, questão, frage, вопрос, domanda, soru, pytanie, câu hỏi, câu
otázka, kérdés, vraag, fråga, spørgsmål, întrebare, soal, bài, bài tập, pertanyaan, питання, запитання, pitanje, въпрос
ερώτηση, سؤال, سوال, प्रश्न, คำถาม, שאלה, 问题, 問題, 题目, 題目, 试题, 面试题, 问, 問, 题, 題, 設問, 質問, 질문, 문제, 面试官
exercise, exercises, problem, challenge, puzzle, task, kata, aufgabe, übung, exercice, ejercicio, problema, exercicio, exercício
esercizio, reto, desafío, desafio, défi, sfida
练习, 習題, 习题, задача, упражнение, zadanie
""")

# Parts of words by which a section's heading says that tasks follow.
EXERCISES = Parts(
    _phrases("""
exercises, practice problems, practice questions, practice tasks, problem questions, exam questions, quiz questions
review questions, discussion questions, sample questions, problem set, problem sheet, homework
ejercicios, exercícios, exercices, übungen, übungsaufgaben, esercizi, упражнения, вправи, zadania, ćwiczenia, cvičení
oefeningen
övningar, øvelser, feladatok, exerciții, alıştırmalar, bài tập, latihan soal, 练习, 習題, 习题, 演習, 練習問題, 연습 문제
연습문제, ασκήσεις, تمارين, تمرین, अभ्यास, แบบฝึกหัด, תרגילים
""")
)

# Labels of what is said about a question: where it was asked, how hard it is.
REMARKS = _phrases("""
company, companies, asked by, asked at, asked in, category, categories, difficulty, level, topic, topics, tag, tags, source
frequency, importance, author, date, 公司, 分类, 分類, 难度, 難度, 标签, 標籤, 来源, 出处, 类型, 级别, 等级, 频率, 作者, 日期
难易度, dificultad, nivel, categoría, empresa, dificuldade, nível, categoria, difficulté, niveau, catégorie, schwierigkeit
kategorie, difficoltà, сложность, уровень, категория, компания, poziom, trudność, zorluk, seviye, độ khó, 難易度, 난이도
""")

# Labels of what states a question further.
STATEMENTS = _phrases("""
question details, questions details, question detail, question description, problem statement, problem description
题目描述, 题目详情, 问题描述, 題目描述, enunciado, descripción del problema, énoncé, aufgabenstellung, условие, условие задачи
문제 설명, 問題文
""")
