"""Rows reach a page only through `visible_to`, which knows what each person may see."""

import ast

from django.apps import apps

from tests.house.reading import Source, ours

DOORS = ("views",)
# A manager used in a view without `visible_to`, each with its reason.
LISTED = {
    "coproduction/pages/home.py: Group.objects",  # the names of groups that show themselves to everyone
    "coproduction/pages/home.py: Office.objects",  # one's own offices
}
# What says by itself whose rows it gives: a person's own.
OWN = {"visible_to", "visible_to_person", "of_person"}
LOOKS_UP = {"get_object_or_404", "get_list_or_404"}


def chain_of(node, parents):
    """The names along one chain of calls: Said.objects.visible_to(me).get(…) gives objects, visible_to, get."""
    names = [node.attr]
    while isinstance(parents.get(node), ast.Attribute | ast.Call):
        above = parents[node]
        if isinstance(above, ast.Call) and above.func is not node:
            break
        if isinstance(above, ast.Attribute):
            names.append(above.attr)
        node = above
    return names


def open_ways(source):
    parents = {child: node for node in ast.walk(source.tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            if not OWN & set(chain_of(node, parents)):
                yield f"{source.where}: {ast.unparse(node)}"
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in LOOKS_UP
            and isinstance(node.args[0], ast.Name)
        ):
            yield f"{source.where}: {ast.unparse(node)}"


def views():
    pages = [source for source in ours() if "pages" in source.path.parts]
    return [*(source for source in ours() if source.path.stem in DOORS), *pages]


def test_views_reach_rows_only_through_what_a_person_may_see():
    found = {way for source in views() for way in open_ways(source)}
    assert found - LISTED == set()


def test_each_rule_of_what_one_may_see_can_be_asked_and_gives_nothing_of_another_organisations_group(cast):
    asked = 0
    for model in apps.get_models():
        rows = model._default_manager.all()
        if hasattr(rows, "visible_to"):
            asked += 1
            given = list(rows.visible_to(cast.fen.membership))
            assert cast.group.pk not in {getattr(row, "group_id", None) for row in given}, model
    assert asked > 60


def test_a_view_that_takes_any_row_is_seen(tmp_path):
    page = tmp_path / "views.py"
    page.write_text("def one(request, membership, pk):\n    return Said.objects.filter(pk=pk).first()\n")
    assert list(open_ways(Source(page))) == ["views.py: Said.objects"]


def test_a_view_that_looks_a_row_up_by_itself_is_seen(tmp_path):
    page = tmp_path / "views.py"
    page.write_text("def one(request, membership, pk):\n    return get_object_or_404(Said, pk=pk)\n")
    assert len(list(open_ways(Source(page)))) == 1


def test_a_view_that_asks_what_one_may_see_is_fine(tmp_path):
    page = tmp_path / "views.py"
    page.write_text("def one(request, membership, pk):\n    return Said.objects.visible_to(membership).get(pk=pk)\n")
    assert list(open_ways(Source(page))) == []
