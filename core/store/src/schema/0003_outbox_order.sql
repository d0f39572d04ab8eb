-- What waits is sent in the order of the chain, which is not that of saving once an
-- epoch was reopened and receipted records of the older one wait again.
DROP INDEX outbox_state;
CREATE INDEX outbox_state ON outbox (state, epoch, seq);
