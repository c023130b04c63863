"""Whether letters stand still on one way: tries fail, and nothing goes.

A letter that failed is due again later each time, so it is never late, and a mail server that is away for a day would look
like a site with nothing to do. Here it is told from one letter, or one address, that is not taken. Leans on notices and
carriers; `watch` shows it to whoever keeps the site running.
"""
