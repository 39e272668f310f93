import pytest, time
@pytest.mark.django_db
def test_it(world):
    print(world.records, world.made)
