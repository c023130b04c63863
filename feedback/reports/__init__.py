"""When a post should not be there: anybody reports it, somebody looks, and a hidden post leaves a line that says why.

Nouns: Report (somebody says that a post should not be there), Hiding (a post is covered, with a reason), Appeal (someone asks
for another look, by someone else). Nobody changes the words of anybody. Leans on voice for posts and on log for who may.
"""
