"""How Claire travels, customers seen at a rhythm, and next week's visits, ready to be planned."""

from datetime import date, timedelta
from random import Random

from carnet.foundation.geo.rules import Point
from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.tours.drivers import DRIVER_FIELDS, add_start, driver_of, save_driver, save_habit
from carnet.prospect.tours.services import TourRefused, add_visits, create_tour

NOON = [{"days": [1, 2, 3, 4, 5], "begin": 9 * 60, "end": 12 * 60}, {"days": [1, 2, 3, 4], "begin": 840, "end": 1050}]


def make_tours(random: Random, claire: Membership, today: date) -> None:
    driver = driver_of(claire)
    usual = {name: getattr(driver, name) for name in DRIVER_FIELDS}
    save_driver(member=claire, values=usual | {"energy": "diesel", "per_100": 5.4})
    add_start(member=claire, name="Domicile", city="Lyon", point=Point(45.758, 4.835))
    add_start(member=claire, name="Atelier de Vénissieux", city="Vénissieux", point=Point(45.697, 4.886))
    followed = Company.objects.present().filter(owner=claire).exclude(postcode="").order_by("pk")
    customers = list(followed.filter(stage=Stage.CUSTOMER)[:6])
    for number, company in enumerate(customers):
        openings = NOON if number % 2 else []
        values = {"every_days": random.choice([30, 45, 60]), "minutes": 60, "value": 60, "openings": openings}
        save_habit(member=claire, company=company, values=values)
    monday = today + timedelta(days=7 - today.weekday())
    try:
        tour = create_tour(member=claire, first_on=monday)
        hot = list(followed.filter(stage__in=[Stage.HOT, Stage.WARM])[:14])
        add_visits(member=claire, tour=tour, companies=hot[:5])
        add_visits(member=claire, tour=tour, companies=hot[5:], is_mandatory=False)
    except TourRefused:
        # A week of public holidays has no day on the road: the demo then goes without a tour.
        return
