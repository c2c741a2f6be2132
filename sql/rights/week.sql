grant execute on function public.my_week, public.my_week_rows to authenticated;
