-- Every gate, the verdict and the rollout, as the screen has them.
select private.readiness() as told;
