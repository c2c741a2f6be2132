-- What the page behind a message's link shows; null when there is no such link.
select private.open_link(%s) as page;
