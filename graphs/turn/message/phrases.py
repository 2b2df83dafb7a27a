"""Wordings that decide an intent by themselves, where meaning alone is too soft.

Patterns are bounded (no nested repetition), so a long message cannot make them slow.
"""

import re
from typing import Final

_PERSON: Final = (
    r"(?:(?:real|actual|live|proper|human|another|non-robotic|different)\s+)*"
    r"(?:humans?|humna|huamn|hooman|persons?|people|agents?|agrnt|agnet|repres\w{0,8}tives?|reps?"
    r"|operators?|advis[eo]rs?|some(?:one|body)|sb|any(?:one|body)|staff|managers?|supervisors?|executive|specialists?"
    r"|experts?|assistant|employees?|human being|team members?|colleagues?"
    r"|(?:customer|client)\s+(?:service|support|care|assistance)"
    r"|(?:the\s+|your\s+)?support(?:\s+(?:team|staff|desk|person))?|your team"
    r"|call cent(?:er|re)|help\s*desk)"
)
_REACH: Final = (
    r"(?:talk(?:ing)?|speak(?:ing)?|chat(?:ting)?|connect(?:ed)?|transfer(?:red)?|escalate"
    r"|put(?: me)? through|pass(?: me)?|direct(?: me)?|contact(?:ing)?|reach(?:ing)?|call(?:ing)?"
    r"|get (?:me|hold of|in touch)|give me|bring me|hand me|let me have|deal(?:ing)? with|redirect)"
)
_LINK: Final = (
    r"(?:\s+(?:me|us|this|it|over|directly|to|with|of|an?|the|your|one|some|of your|please"
    r"|my|case|chat|conversation|through))*"
)

_CONVERSE: Final = (
    r"(?:talk(?:ing)?|speak(?:ing)?|chat(?:ting)?|connect(?:ed)?|transfer(?:red)?|escalate"
    r"|put(?: me| us)? through|pass(?: me| us)?|hand(?: me| us)?|direct(?: me| us)?"
    r"|get in touch|get hold)"
)
_LEAD_IN: Final = (
    r"(?:(?:no|nope|nah)\s*[,.;:!]\W*|(?:no thanks|ok|okay|yes|yeah|yep|sorry|stop|wait|then|well"
    r"|so|but|just|thanks)\W+){1,4}"
)
_INSISTS_ON_PERSON: Final = re.compile(
    rf"\b{_CONVERSE}{_LINK}\s+(?:{_PERSON}\b|some(?:one|body)\b)"
    r"|\b(?:connect|transfer|put) (?:me|us) (?:through )?(?:to|with)\b"
    rf"|^\W*(?:an?\s+)?{_PERSON}(?:\s+(?:please|pls|now|asap))?\W*$"
    rf"|^\W*{_LEAD_IN}(?:an?\s+{_PERSON}(?:\s+(?:please|pls|now|asap))?"
    rf"|{_PERSON}\s+(?:please|pls|now|asap))\W*$"
    r"|^\W*(?:(?:please|pls) )?(?:escalate|talk|contact|transfer)(?: (?:this|it|us|you|me|to you))?"
    r"(?: please| pls)?\W*$"
    r"|\bis (?:there )?any(?:one|body) (?:there|here|around|available|online|listening|home)\b"
    r"|\b(?:is|are) there (?:a|an|any|some) (?:\w+ )?(?:humans?|persons?|people|agents?|colleagues?"
    r"|representatives?|staff) (?:around|available|online|here|there|free)\b"
    r"|\bis (?:a|an|any) (?:\w+ )?(?:human|person|agent|colleague|representative) "
    r"(?:available|online|around|here|there|free)(?: (?:right )?now| please| today)?\W*$"
    r"|^\W*any (?:\w+ )?(?:humans?|agents?) (?:around|available|online|here|there)\W*$"
    r"|\bhave (?:some(?:one|body)|an? (?:\w+ )?(?:person|human|agent|colleague))"
    r" (?:contact|call|reach|write|get back to) (?:me|us)\b"
    r"|\b(?:can|could|would|will) (?:some(?:one|body)|an? (?:actual |real |live )?(?:person|human"
    r"|colleague)) (?:please )?(?:look (?:at|into)|answer (?:this|me|my|us)|take over|get back to"
    r"|check (?:this|it)|handle (?:this|it)|deal with (?:this|it))\b"
    r"|\b(?:nobody|no one) (?:is )?(?:answer|respond|repl)\w+\b.{0,20}$"
    r"|\bget (?:me |us )?(?:some(?:one|body)|an? (?:human|person|agent|rep))\b"
    r"|\b(?:hate|tired of|stop) (?:talking to |this |the )?(?:bots?|robots?|machines?)\b"
    r"|(?:\bnot|n't) (?:want to |like to )?(?:talk|speak|chat)(?:ing)? (?:to|with) "
    r"(?:a |an |the |this )?(?:bot|robot|machine|computer|ai)\b"
    r"|\b(?:want|like|need) to (?:speak|talk) (?:to|with) (?:the|your) \w+"
    r"|(?:\bnot|n't) (?:feel )?comfortable\b.{0,60}\b(?:bot|robot|machine|computer)\b",
    re.IGNORECASE,
)
_WANTS_PERSON: Final = re.compile(
    rf"\b{_REACH}{_LINK}\s+{_PERSON}\b"
    r"|\b(?:need|want|prefer|like|rather have)\s+(?:an?\s+|the\s+|your\s+|help from\s+)?"
    rf"{_PERSON}\b(?!\s+(?:to\s+be|setting|role|seat|page|form|\w+ing\b))"
    r"|\b(?:is|are) there (?:any|a|some)\s?(?:one|body|human|person|people|humans)\b"
    r"|\b(?:can|could|will|would) (?:some(?:one|body)|any(?:one|body)"
    r"|a (?:person|human|colleague)(?: of yours)?|one of your \w+) "
    r"(?:please )?(?:help|assist|call|contact)\b"
    r"|\bcall me(?:\W*$|\s+(?:back|please|now|at|on|asap|today|tomorrow|later)\b|\s+\d)"
    r"|\bcall(?:\s+me)? back\b"
    r"|\b(?:your|ur|contact|helpline|support) (?:phone |ph |telephone |contact )?number\b"
    r"|\bwhere (?:do|can) i call\b"
    r"|\breach you\b",
    re.IGNORECASE,
)
_NO_PERSON: Final = re.compile(
    r"\b(?:no need|not necessary|(?:don'?t|do not|didn'?t|did not|needn'?t|won'?t)"
    r"(?: really)?(?: have| want| need)?(?: you)?(?: to)?)"
    rf"\s+(?:to\s+)?{_REACH}{_LINK}\s+{_PERSON}\b"
    rf"|\bwithout {_REACH}{_LINK}\s+{_PERSON}\b"
    rf"|\b(?:don'?t|do not) (?:need|want) (?:an?\s+){_PERSON}\b"
    r"|\b(?:do|must|should|would) (?:i|we) (?:have|need) to (?:contact|call|talk to|speak)\b"
    r"|\b(?:contact|support) (?:form|page|widget|field|record|list)s?\b"
    r"|\b(?:agent|assistant|rep|representative|operator|manager|persons?|people|staff) "
    r"(?:setting|role|seat|permission|licen[cs]e|name|avatar|status|access|account|report|dashboard"
    r"|field|column|record|type|filter|tag|id|page|list|segment|limit|count|view|table|template"
    r"|attribute|variable|discount|card|profile|icon|entr(?:y|ies)|propert(?:y|ies))s?\b"
    r"|\b(?:contact|call|reach) people\b(?!.{0,20}\byour\b)"
    r"|\bcontact persons? (?:of|for|in|on|per|at|gets?|is|are|has|have|receives?|sees?)\b"
    r"|\b(?:set|enter|edit|change|choose|define|store|save|show|rename|put|update|have) "
    r"(?:\w+ ){0,3}?contact persons?\b"
    r"|\b(?:what|which|when|opening|office|business|service|support)\b.{0,20}\bhours\b"
    r"|\bwhen (?:is|are)\b.{0,30}\bavailable\b"
    r"|\b(?:my|our|the|their) (?:customers?|clients?|visitors?|users?|leads?)\b"
    r"|\b(?:add|invite|assign|remove|create|delete|import|export|merge|set up|configure)\b"
    r".{0,30}\b(?:agents?|reps?|operators?|people|persons?|someone|somebody|colleagues?|assistant)\b",
    re.IGNORECASE,
)

_QUESTION_FORM: Final = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|and|but|ok|please|sorry|quick question)\W+)*"
    r"(?:how|what|where|when|why|which|who|is|are|does|do|will|would it|if|should"
    r"|can i|could i|may i|am i|explain)\b"
    r"|\bhow (?:to|do|can|could|would|i|we)\b",
    re.IGNORECASE,
)
_SUBSCRIPTION: Final = (
    r"(?:subscriptions?|subscribtion|plans?|accounts?|memberships?|contracts?|service|package"
    r"|paid plan|license|licence|workspace)"
)
_CANCEL_WISH: Final = re.compile(
    rf"\b(?:cancel|cancelling|canceling|terminate|end|stop|discontinue|quit|close)\s+"
    rf"(?:my|our|the|this)?\s*(?:\w+\s+){{0,2}}{_SUBSCRIPTION}\b"
    r"|^\W*(?:please\s+)?cancel(?:lation)?\s+(?:me|us|subscription|account|plan|it all)\W*$"
    r"|\b(?:want|like|need|wish|have) to (?:cancel|unsubscribe)(?:\W*$|[,.;!]| because| as)"
    r"|\b(?:stop|end) (?:paying|billing|charging)\b",
    re.IGNORECASE,
)
_CANCEL_OTHER: Final = re.compile(
    r"\b(?:newsletter|import|invoice|invitation|invite|meeting|order|campaign|email|appointment"
    r"|reservation|booking|transfer|fees?|penalt\w+|policy|charges?|trial reminder|export"
    r"|scheduled?|refund"
    r"|(?:when|whenever|if|before|after|once|until|unless|whether) (?:i|we) (?:\w+ ){0,2}?"
    r"(?:cancel|terminate|end|stop|quit|close)"
    r"|don'?t (?:want to )?cancel|do not (?:want to )?cancel|not cancel|delete my account"
    r"|account (?:is|was|has been|got) cancel\w+)\b",
    re.IGNORECASE,
)

_GREETING: Final = re.compile(
    r"^\W*(?:hi|hiya|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)"
    r"|hola|bonjour|salut|hallo|guten (?:tag|morgen|abend)|ciao|buongiorno|ol[aá]|hej|cześć"
    r"|привет|здравствуйте|こんにちは|你好|您好)"
    r"(?:\s+(?:there|again|all|everyone|team|folks|bot|baton|guys))*"
    r"(?:\W+how (?:are you|is it going|are things)(?: today| doing)*)?\W*$",
    re.IGNORECASE,
)
_CALLS: Final = re.compile(
    r"^\W*(?:(?:hi|hey|so|ok|sorry|excuse me)\W+)*"
    r"(?:(?:are )?(?:you|u) (?:still |even )?(?:there|here)|still (?:there|here)"
    r"|hell+o+(?:\W+(?:hell+o+|there|again))*[!\s]*\?)\W*$",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"^\W*(?:(?:ok|okay|great|perfect|cool|nice|awesome|super|wonderful|yes|yep|no|alright|ah"
    r"|brilliant|excellent)\W+)*"
    r"(?:thanks?|thank you|thx|ty|cheers|much appreciated|many thanks"
    r"|that (?:helps?|helped|worked)|(?:that )?(?:answers|answered) my question)"
    r"(?:\W+(?:a lot|so much|very much|again|you|for (?:that|this|helping)"
    r"|for (?:your|the|all(?: your)?) (?:help|answer|info)"
    r"|that (?:helps?|helped|worked|is all)|that'?s (?:all|it|great|perfect)"
    r"|very helpful|bye|have a (?:nice|great|good) (?:day|one|evening|weekend)))*\W*$",
    re.IGNORECASE,
)
_THANKS_ABROAD: Final = re.compile(
    r"^\W*(?:(?:ok|okay|super|toll|prima|perfekt|gut|alles klar|ja|nein|no|sí|si|genial|perfecto"
    r"|vale|bien|très bien|parfait|oui|non|perfetto|ótimo|top|nee)\W+){0,3}"
    r"(?:(?:vielen |besten |herzlichen |hartelijk )?(?:dank|danke(?: ?schön| dir| ihnen| sehr)?)"
    r"|(?:muchas |mil )?gracias|merci(?: beaucoup| bien)?|grazie(?: mille| tante)?"
    r"|(?:muito )?obrigad[oa]|(?:heel erg )?bedankt|dank (?:je|u)(?: wel)?|dzięki"
    r"|dziękuję(?: bardzo)?|tack(?: så mycket)?|(?:большое )?спасибо(?: большое)?"
    r"|ありがとう(?:ございます|ございました)?|谢谢(?:你|您)?|多谢|感谢)"
    r"(?:\W+(?:für (?:die|ihre|deine) (?:schnelle )?(?:hilfe|antwort|auskunft)"
    r"|por (?:la|tu|su) (?:ayuda|respuesta)|pour votre (?:aide|réponse)|tschüss|auf wiedersehen"
    r"|adiós|hasta luego|au revoir|schönen tag(?: noch)?|bonne journée)){0,3}\W*$",
    re.IGNORECASE,
)
_WORD_OF_THANKS: Final = re.compile(
    r"\b(?:thanks|thank you|thankyou|thx|ty|cheers|grateful|appreciate[ds]?)\b", re.IGNORECASE
)
_DENIES: Final = re.compile(
    r"\?|\b(?:not|no|never|nothing|none|but|still|cannot|without)\b|n['\u2019]t\b", re.IGNORECASE
)
_GOODBYE: Final = re.compile(
    r"^\W*(?:(?:ok|okay|great|thanks|thank you|no)\W+)*"
    r"(?:bye|bye bye|goodbye|good bye|see you(?: later)?|have a (?:nice|great|good) \w+"
    r"|tschüss|auf wiedersehen|adiós|hasta luego|au revoir|arrivederci|tot ziens|до свидания"
    r"|that'?s (?:all|it|everything)|that is (?:all|it|everything)|nothing else)"
    r"(?:\W+(?:thanks|for now|bye))*\W*$",
    re.IGNORECASE,
)
_IDENTITY: Final = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|wait)\W+)*(?:are you|am i (?:talking|speaking|chatting) (?:to|with)"
    r"|is this) (?:an? |the )?(?:real |actual |live |just |only )*(?:an? )?"
    r"(?:bot|chat ?bot|robot|machine|computer|ai|human|person|real)(?: being)?\W*$"
    r"|^\W*(?:who|what) are you\W*$|^\W*what can you (?:do|help(?: me)? with)(?: for me)?\W*$",
    re.IGNORECASE,
)
_SAY: Final = (
    r"(?:tell|explain|show|help|describe|clarify|point|give|send|let|confirm|say|recommend|walk"
    r"|guide|advise|teach|remind|suggest|provide|please|pls|kindly|just"
    r"|mind (?:telling|explaining|showing|sending|helping))\b"
)
_TREAT: Final = (
    r"(?:see|access|read|view|share|sell|charge|bill|use|store|keep|know|recogni[sz]e|integrate|work"
    r"|sync|connect|handle|support)\b"
)
"""What we or others may do anyway: a question about it wants to know, not to have it done."""
_MEDDLE: Final = (
    r"(?:from|in|on|of|at|with|without|within|outside|inside|who|else|other|not|also|still|edit|open"
    r"|get|steal|guess|find|notice|reply|join|copy|follow|hack|log|impersonate|answer|subscribe)\b"
)
_OF_OURS: Final = (
    r"(?: (?:from|of|in|on|at) (?:your|the) (?:\w+ )?(?:team|support|staff|side|company))?"
)
_LATER: Final = r"(?![^.?!\n]{0,120}\b(?:when|if|after|once|automatically|before|unless)\b)"
_KINDLY: Final = r"(?: please| pls| kindly| just)?"
_MINE: Final = r"(?:\w+ ){0,3}?(?:my|our|me|us)\b"
_OPENING: Final = r"^\W*(?:(?:hi|hello|hey|ok|please|pls|kindly)\W+){0,4}"
_ACT_REQUEST: Final = re.compile(
    rf"\b(?:can|could|would) (?:you|u){_KINDLY} (?!{_SAY}|{_TREAT})\w+ {_MINE}"
    rf"|\bwill (?:you|u){_KINDLY} (?!{_SAY}|{_TREAT})\w+ {_MINE}{_LATER}"
    r"|\b(?:can|could|would|will) (?:some(?:one|body)|any(?:one|body))"
    rf"{_OF_OURS}{_KINDLY} (?!{_SAY}|{_TREAT}|{_MEDDLE})\w+ {_MINE}"
    rf"|\b(?:want|need|like) you to (?!{_SAY}|{_TREAT})\w+ {_MINE}"
    rf"|^\W*(?:please|pls|kindly) (?!{_SAY})\w+ (?:my|our|me|us)\b"
    rf"|{_OPENING}(?:change|set|update|switch|correct|move|rename) (?:my|our) (?:[\w-]+ ){{1,5}}?"
    r"to [^?\n]{1,80}$"
    rf"|{_OPENING}(?:delete|remove|erase|close|cancel|reset|restore|unlock|unblock|deactivate|extend"
    r"|change|update) (?:my|our) (?:[\w-]+,? ){1,4}?(?:(?:right|now|today|immediately|at once|asap"
    r"|please|pls)\b\W{0,3}){1,4}$"
    rf"|{_OPENING}(?:stop|quit) (?:sending|e-?mailing|writing|calling|texting|spamming|contacting)"
    r" (?:to )?(?:me|us)\b(?!.*\?)"
    rf"|{_OPENING}(?:take|remove|delete|unsubscribe) (?:me|us) (?:off|from)\b(?!.*\?)"
    rf"|{_OPENING}(?:refund|reimburse|upgrade|downgrade|unblock|unsubscribe) (?:me|us)\b(?!.*\?)",
    re.IGNORECASE,
)
_PLEASED: Final = re.compile(
    r"^[\s\U0001F44C\U0001F44D\U0001F64F\U0001F600-\U0001F60D"
    r"\U0001F642\U0001F389\u2764\u2665\u263A\uFE0F\U0001F3FB-\U0001F3FF]+$"
)
"""Thumbs, thanks, hearts and smiles."""
_SMALL_TALK: Final = (
    ("calling", _CALLS),
    ("greeting", _GREETING),
    ("goodbye", _GOODBYE),
    ("thanks", _THANKS),
    ("thanks", _THANKS_ABROAD),
    ("thanks", _PLEASED),
    ("identity", _IDENTITY),
)


def insists_on_person(text: str) -> bool:
    """Say whether the wording alone asks for a person."""
    return _INSISTS_ON_PERSON.search(text) is not None


def asks_for_person(text: str) -> bool:
    """Say whether the wording asks for a person, if the meaning does not speak against it."""
    return _WANTS_PERSON.search(text) is not None


def rules_out_person(text: str) -> bool:
    """Say whether the wording shows that the people in it are not wanted now."""
    return _NO_PERSON.search(text) is not None


def is_question(text: str) -> bool:
    """Say whether the message has the form of a question about how things are."""
    return _QUESTION_FORM.search(text) is not None


def wishes_cancellation(text: str) -> bool:
    """Say whether the wording tells us to end the subscription."""
    return _CANCEL_WISH.search(text) is not None and not concerns_other_cancellation(text)


def concerns_other_cancellation(text: str) -> bool:
    """Say whether what is to be cancelled, or asked, is something else than the subscription."""
    return _CANCEL_OTHER.search(text) is not None


def small_talk(text: str) -> str | None:
    """Return the kind of a message that is nothing else: `greeting`, `thanks`, `goodbye`,
    `identity`, or `calling` ("are you there?", "hello?")."""
    return next((kind for kind, pattern in _SMALL_TALK if pattern.search(text)), None)


def says_thanks(text: str) -> bool:
    """Say whether the message has a word of thanks, and none that takes it back or asks on."""
    return _WORD_OF_THANKS.search(text) is not None and _DENIES.search(text) is None


def asks_for_an_act(text: str) -> bool:
    """Say whether the visitor wants us to do something in their account, not to know something."""
    return _ACT_REQUEST.search(text) is not None
