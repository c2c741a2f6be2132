-- Erases again what a message brought back at the very moment of the erasure.
select private.sweep_erased();
