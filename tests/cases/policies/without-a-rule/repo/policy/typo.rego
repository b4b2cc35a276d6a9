package main

denies contains "a typo" if true
