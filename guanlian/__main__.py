from guanlian.cli import main

main()
