from liuyou.cli import main

main()
