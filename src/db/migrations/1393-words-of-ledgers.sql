-- What was moved is never changed. What somebody wrote beside it may name a buyer, whose name is cut out when they ask.
GRANT UPDATE (note, reference) ON argosy.movement TO argosy_app;
GRANT UPDATE (reason) ON argosy.pos_cash_move TO argosy_app;
