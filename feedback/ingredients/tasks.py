from feedback.ingredients import operations
from feedback.ingredients.models import IngredientsAsking
from groups.notices import operations as notices


@notices.each_tick("ingredients answered", due=IngredientsAsking.objects.to_close)
def close_ingredients(now) -> int:
    return sum(operations.close(asking=one, now=now) for one in IngredientsAsking.objects.to_close(now)[:200])
