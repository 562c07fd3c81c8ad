"""`manage.py demo`: a believable company to try Carnet on; run again, it changes nothing."""

from django.core.management.base import BaseCommand

from carnet.web.demo.story import PASSWORD, TEAM, build


class Command(BaseCommand):
    help = "Make the demo workspace (Ateliers Rhodanis, Lyon) if it is not there, and print its sign-ins."

    def handle(self, *args: object, **options: object) -> None:
        made = build()
        self.stdout.write("Demo workspace made." if made else "Demo workspace already there.")
        for sign_in in TEAM:
            self.stdout.write(f"  {sign_in.email}  {PASSWORD}  ({sign_in.role.label}, {sign_in.name})")
