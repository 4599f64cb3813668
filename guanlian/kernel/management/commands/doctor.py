from guanlian.kernel.management.launching import LaunchCommand


class Command(LaunchCommand):
    help = "Check what the product stands on."
    name = "doctor"
