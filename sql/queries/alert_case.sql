-- An alert with everything that deciding its next step and writing its words needs.
select private.alert_case(%s) as given;
