"""Words of a question that ask, and name nothing of what is asked about."""

from __future__ import annotations

import re

# Words that ask rather than name: late interaction leaves them out of the question.
ASKING_WORDS = frozenset(
    "是 的 了 吗 呢 吧 啊 什么 怎么 怎样 如何 哪些 哪 哪个 谁 几 多少 多久 是否 请问 为什么 怎么办 有没有 能不能 "
    "有 要 应 应当 能 可以 会 需要 规定 和 在 由 对 、 ， 。 ？ ： 《 》 “ ” ? , . : ; ' \" - "
    "what who whom whose when where why how which does do did is are was were be been can could may must should shall "
    "will would the a an of in on to for with by from at and or it that this these those their its any some about say "
    "says have has there many much often s".split()
)

# The same in Chinese that is not cut into words: what stays is what the question is about.
ASKING_FORMS = re.compile(
    r"什么时候|什么|哪(?:些|个|几|种|里|儿|位|一)?|多少|几(?:个|次|名)?|多久|多长|谁|怎么样?|怎样|如何|为何|是否|吗|呢|请问|[？?]"
)

NAMELESS = re.compile("[是的了吗呢哪谁几何什么怎样多少年月日天这那份个些]+")  # a word made of these: 哪年哪月, 这份
