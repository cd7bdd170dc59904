"""The numbers that both teams answer for, as tables and workbooks."""
