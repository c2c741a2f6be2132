-- Erases everything that is held here about the person of this request.
select private.carry_out_erasure(%s) as certificate;
