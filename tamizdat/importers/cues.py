"""Cues that a passage is the site's furniture and not its story: words any newsroom uses, in several languages.

No cue decides alone.  Each names a trait ("asks for money", "asks for an address"), and `furniture` weighs how many
different ones meet in a passage that also speaks to the reader.  There is no outlet's sentence here.
"""

from __future__ import annotations

import re
from functools import cache


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])", re.IGNORECASE)


# The reader is spoken to, and the newsroom says "we".
YOU = _any(
    r"you", r"your", r"yours", r"вы", r"вас", r"вам", r"вами", r"ваш\w{0,3}", r"ты", r"тебя", r"твой", r"ви", r"вашу?", r"vous", r"votre", r"vos",
    r"usted(?:es)?", r"tu", r"tus", r"você", r"seu", r"sua", r"dein\w?", r"(?-i:Ihr\w{0,2})", r"(?-i:Sie)", r"voi", r"vostr[oaie]", r"siz\w*", r"twoj\w+", r"wasz\w*", r"أنت", r"شما",
)  # fmt: skip
WE = _any(
    r"we", r"(?-i:us)", r"our", r"ours", r"we're", r"we’re", r"we've", r"we’ve", r"мы", r"нас", r"нам", r"нами", r"наш\w{0,3}", r"ми", r"nous", r"notre", r"nos", r"nosotros", r"nuestr[oa]s?",
    r"nós", r"noss[oa]s?", r"wir", r"uns", r"unser\w*", r"noi", r"nostr[oaie]", r"biz\w*", r"nas", r"nasz\w*",
)  # fmt: skip
# Giving and paying.
GIVE = _any(
    r"donat\w+", r"support(?:er|ers|ing)?", r"contribut\w+", r"chip in", r"pledg\w+", r"crowdfund\w*", r"patron\w*", r"become a member", r"membership", r"reader[- ]funded", r"fundrais\w+",
    r"subscri\w+", r"give (?:monthly|once|today|now)", r"поддерж\w+", r"пожертв\w+", r"донат\w*", r"помо(?:чь|гите|ги|щь)", r"подпи(?:ска|ску|ски|шитесь|саться|шись)", r"взнос\w*",
    r"підтрима\w+", r"пожертву\w+", r"soutenez", r"soutenir", r"faire un don", r"faites un don", r"un don", r"votre don", r"les dons", r"abonn\w+", r"apoya\w*", r"dona\w*", r"suscr[ií]b\w+", r"apoie", r"doe", r"doaç\w+", r"assin[ea]\w*",
    r"spende\w?", r"spenden", r"unterstütz\w+", r"sostien\w+", r"dona\w*", r"abbona\w+", r"wesprzyj\w*", r"wspier\w+", r"destek\w*", r"bağış\w*", r"تبرع", r"ادعم",
)  # fmt: skip
FREQUENCY = _any(
    r"once", r"one[- ]time", r"monthly", r"month", r"annual(?:ly)?", r"yearly", r"per (?:month|year|week)", r"a (?:month|year|week)", r"weekly", r"разово\w*", r"один раз", r"ежемесячн\w+", r"в месяц", r"ежегодн\w+",
    r"в год", r"каждый месяц", r"щомісяц\w*", r"раз на місяць", r"mensuel\w*", r"par mois", r"annuel\w*", r"une fois", r"mensual\w*", r"al mes", r"anual\w*", r"una vez", r"por mês", r"mensal", r"uma vez",
    r"monatlich", r"jährlich", r"einmalig", r"mensile", r"annuale", r"una tantum", r"miesięcznie", r"rocznie", r"jednorazowo", r"aylık", r"yıllık",
)  # fmt: skip
MONEY = re.compile(
    r"(?:[$€£¥₽₴₸₾֏₺₪]|\b(?:USD|EUR|GBP|RUB|UAH)\b)\s?\d|\d\s?(?:[$€£¥₽₴₸₾֏₺₪]|руб\w*|USD|EUR|zł|kr\b|грн)",
    re.IGNORECASE,
)
# Wanting an address, or selling a letter.
ADDRESS = _any(
    r"e-?mail(?: address)?", r"inbox", r"newsletter\w*", r"sign up", r"signing up", r"enter your", r"рассылк\w+", r"почт[ауы]", r"электронн\w+ (?:почт\w*|адрес\w*)", r"e-?mail\S*", r"розсилк\w+", r"adresse (?:e-?mail|électronique)",
    r"infolettre", r"lettre d['’]information", r"bolet[ií]n", r"correo", r"boletim", r"posteingang", r"e-?mail-adresse", r"mailbox", r"casella", r"skrzynk\w+", r"e-?posta", r"bülten\w*", r"البريد", r"نشرة",
)  # fmt: skip
# Rights, privacy, machines.
SMALL_PRINT = _any(
    r"cookies?", r"consent", r"privacy(?: policy| notice)?", r"terms (?:of (?:use|service)|and conditions|& conditions)", r"personal data", r"recaptcha", r"captcha", r"gdpr", r"all rights reserved", r"opt[- ]?out", r"unsubscribe",
    r"data protection", r"куки", r"файл\w* cookie", r"согласи[ея]", r"соглашаетесь", r"персональн\w+ данн\w+", r"конфиденциальност\w+", r"обработк\w+ данных", r"все права защищены", r"отписаться", r"пользовательск\w+ соглашени\w+",
    r"політик\w+ конфіденційності", r"données personnelles", r"confidentialité", r"mentions légales", r"tous droits réservés", r"privacidad", r"términos", r"todos los derechos", r"privacidade", r"termos de uso",
    r"todos os direitos", r"datenschutz\w*", r"impressum", r"nutzungsbedingungen", r"alle rechte", r"informativa", r"tutti i diritti", r"prywatności", r"regulamin", r"gizlilik", r"الخصوصية",
)  # fmt: skip
# Ways on and around.
MORE = _any(
    r"read (?:more|also|next|on)", r"see also", r"also read", r"more (?:on|from|about|in|stories|news)", r"related(?: (?:stories|articles|content|coverage|posts|topics))?", r"most (?:read|popular|viewed)", r"trending", r"recommended(?: for you)?",
    r"you (?:may|might) (?:also )?like", r"up next", r"latest(?: news| stories)?", r"editor['’]?s['’]? picks?", r"don['’]?t miss", r"top stories", r"popular", r"further reading", r"more", r"читайте также", r"читать (?:далее|также|ещё|еще|дальше)", r"по теме", r"ещё (?:по теме|материалы|новости)",
    r"еще (?:по теме|материалы|новости)", r"смотрите также", r"материалы по теме", r"самое (?:читаемое|популярное)", r"популярное", r"главное", r"последние новости", r"вам (?:может|будет) \w+", r"новости по теме", r"рекомендуем", r"читайте ещё", r"читайте", r"читайте далее",
    r"читайте також", r"lire aussi", r"à lire(?: aussi)?", r"les plus lus", r"sur le même sujet", r"lee también", r"más (?:leídas?|noticias|información)", r"te puede interesar", r"leia (?:também|mais)", r"mais lidas", r"veja também", r"lesen sie auch", r"mehr zum thema",
    r"meistgelesen", r"leggi anche", r"i più letti", r"czytaj (?:też|także|więcej)", r"zobacz także", r"ayrıca okuyun", r"اقرأ أيضا", r"اقرأ أيضاً", r"المزيد", r"ifs? you liked this",
)  # fmt: skip
SHARE = _any(
    r"share(?: this)?", r"tweet", r"facebook", r"twitter", r"telegram", r"whats ?app", r"linkedin", r"reddit", r"pinterest", r"vkontakte", r"instagram", r"youtube", r"tiktok", r"mastodon", r"bluesky", r"viber", r"signal", r"flipboard", r"copy link", r"print", r"rss",
    r"поделиться", r"поделитесь", r"скопировать ссылку", r"распечатать", r"вконтакте", r"телеграм\w*", r"одноклассники", r"ютьюб", r"partager", r"compartir", r"compartilh\w+", r"teilen", r"condividi", r"udostępnij", r"paylaş", r"مشاركة", r"поширити", r"follow us", r"follow", r"подписывайтесь",
    r"x", r"threads", r"email", r"save", r"bookmark", r"сохранить", r"в закладки",
)  # fmt: skip
AROUND = _any(
    r"home", r"menu", r"search", r"log ?in", r"sign ?in", r"log ?out", r"sign up", r"register", r"account", r"skip to (?:main )?content", r"navigation", r"contacts?", r"contact us", r"about(?: us)?", r"advertis\w+", r"careers", r"jobs", r"help", r"faq", r"sitemap", r"site map",
    r"sections?", r"topics", r"archive", r"podcasts?", r"videos?", r"newsletters?", r"subscribe", r"donate", r"comments?", r"languages?", r"back to top", r"close", r"next", r"previous", r"advertisement", r"sponsored", r"loading", r"follow us",
    r"главная", r"меню", r"поиск", r"войти", r"вход", r"регистрация", r"контакты", r"о нас", r"о проекте", r"реклама", r"вакансии", r"помощь", r"разделы?", r"темы", r"архив", r"подкасты?", r"видео", r"рассылки?", r"подписаться", r"поддержать",
    r"комментарии", r"комментировать", r"язык", r"наверх", r"закрыть", r"редакция", r"перейти к (?:содержанию|содержимому|основному содержанию)", r"accueil", r"connexion", r"rechercher", r"inicio", r"buscar", r"início", r"startseite", r"suche", r"anmelden", r"cerca", r"szukaj", r"zaloguj", r"ara", r"giriş", r"بحث", r"الرئيسية",
)  # fmt: skip
DO_IT = _any(
    r"support", r"donate", r"subscribe", r"join", r"become", r"sign up", r"help", r"give", r"click", r"choose", r"select", r"continue", r"enter", r"remind", r"get", r"make", r"please", r"consider", r"read", r"follow", r"download", r"accept", r"agree", r"submit", r"learn more",
    r"поддержите", r"поддержи", r"помогите", r"подпишитесь", r"подпишись", r"пожертвуйте", r"оформите", r"выберите", r"станьте", r"нажмите", r"введите", r"продолжить", r"напомнить", r"отправить", r"получать", r"присоединяйтесь", r"пожалуйста", r"сделайте", r"переведите", r"скачайте", r"принять", r"подписывайтесь",
    r"підтримайте", r"підпишіться", r"soutenez", r"abonnez", r"inscrivez", r"faites", r"recevez", r"apoya", r"suscríbete", r"dona", r"únete", r"recibe", r"apoie", r"assine", r"receba", r"unterstützen", r"abonnieren", r"spenden", r"melden", r"sostieni", r"iscriviti", r"abbonati", r"wesprzyj", r"zapisz", r"destek ol", r"abone ol",
)  # fmt: skip
COMMENTS = re.compile(
    r"\W*(?:\d+\s+)?(?:comments?|leave a (?:comment|reply)|(?:add|post|write) a comment|join the (?:discussion|conversation)|комментари[ийев]{1,2}|"
    r"оставить комментарий|обсуждение|коментарі|commentaires?|laisser un commentaire|comentarios?|comentários?|comentar|kommentare?|commenti|komentarze|yorumlar|تعليقات)\b",
    re.IGNORECASE,
)
REQUEST = re.compile(
    rf"(?:^|[.!?:…—–]\s+|(?:please|пожалуйста)\s+)(?:{DO_IT.pattern})", re.IGNORECASE
)  # where an order stands
_QUOTED = re.compile(r"“[^”]{3,600}”|«[^»]{3,600}»|„[^“”]{3,600}[“”]|\"[^\"]{3,600}\"")
_SAID = _any(
    r"said", r"says", r"told", r"according to", r"announced", r"reported", r"added", r"сказал\w?", r"говорит", r"говорят", r"рассказывает", r"утверждает", r"объясняет", r"считает", r"пишет", r"вспоминает", r"передаёт", r"передает", r"сообщает", r"сообщила", r"уточнил\w?", r"сказали", r"заявил\w?", r"сообщил\w?", r"рассказал\w?", r"отметил\w?", r"по словам", r"добавил\w?", r"объявил\w?", r"a déclaré", r"selon",
    r"dijo", r"según", r"disse", r"segundo", r"sagte", r"laut", r"ha detto", r"secondo", r"powiedział\w?", r"dedi", r"قال", r"він сказав", r"заявив", r"повідомив",
)  # fmt: skip


def without_quotes(text: str) -> str:
    """A passage without what others say in it: a story quotes an appeal, an appeal does not quote itself."""
    bare = _QUOTED.sub(" ", text)
    return bare if len(bare) > 0.25 * len(text) else text


@cache
def traits(text: str) -> frozenset[str]:
    """Which traits of furniture a passage has, what it quotes left aside."""
    bare = without_quotes(text)
    tests = {
        "you": YOU, "we": WE, "give": GIVE, "frequency": FREQUENCY, "money": MONEY, "address": ADDRESS, "small print": SMALL_PRINT,
        "more": MORE, "share": SHARE, "around": AROUND, "do it": REQUEST, "said": _SAID,
    }  # fmt: skip
    return frozenset(name for name, test in tests.items() if test.search(bare))


def share_of(pattern: re.Pattern[str], text: str) -> float:
    """How much of a text's words a pattern covers, from 0 to 1."""
    words = re.findall(r"[^\W_]+", text)
    covered = sum(len(re.findall(r"[^\W_]+", found.group())) for found in pattern.finditer(text))
    return covered / len(words) if words else 0.0
