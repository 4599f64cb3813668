from guanlian.kernel.management.launching import LaunchCommand


class Command(LaunchCommand):
    help = "Write the database to a file."
    name = "backup"
