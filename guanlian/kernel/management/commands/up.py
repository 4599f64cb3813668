from guanlian.kernel.management.launching import LaunchCommand


class Command(LaunchCommand):
    help = "Start everything and serve until Ctrl-C."
    name = "up"
