"""The steps of a set-up, in their order."""

from __future__ import annotations

from provisioning.step import Step
from provisioning.steps.doors import firewall, ssh, usb, usb_rules
from provisioning.steps.software import command, packages, release, settings, start, users
from provisioning.steps.storage import data, root
from provisioning.steps.system import boot, consoles, journal, screen, swap, time, updates
from provisioning.subject import Subject


def steps_for(subject: Subject, *, offline: bool, switch: bool) -> tuple[Step, ...]:
    """Return all steps of `subject`, in their order.

    Doors close late: what fails before leaves the way in as it was. Parts start last: without a camera they would
    make the unit start anew under our hands.
    """
    return (
        usb_rules(subject),
        packages(subject, offline=offline),
        data(subject),
        users(),
        release(subject, switch=switch),
        settings(subject),
        command(),
        time(subject),
        screen(subject),
        journal(),
        consoles(),
        swap(),
        updates(subject),
        usb(),
        root(subject),
        boot(subject),
        firewall(subject),
        ssh(subject),
        start(),
    )
