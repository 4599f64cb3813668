from guanlian.kernel.management.launching import LaunchCommand


class Command(LaunchCommand):
    help = "Put the database of a file in place of the present one."
    name = "restore"
