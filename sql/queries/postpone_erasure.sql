-- It did not work: tried again later, and said on the page.
select private.postpone_erasure(%s, %s);
