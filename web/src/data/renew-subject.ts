/** What was heard to have changed is asked for again. */

type QueryKey = readonly unknown[];

/** As far as it is needed here: TanStack's own types bring the browser's along, which the test's have not. */
export interface RenewedQuery {
  readonly queryKey: QueryKey;
  readonly state: { readonly data: unknown };
  /** What is under way is not begun again: the same answer. */
  fetch(): Promise<unknown>;
}

export interface RenewedClient {
  getQueryCache(): {
    findAll(filters: {
      readonly queryKey: QueryKey;
      readonly fetchStatus: "fetching";
      readonly predicate: (query: RenewedQuery) => boolean;
    }): readonly RenewedQuery[];
  };
  invalidateQueries(filters: { readonly queryKey: QueryKey; readonly exact?: boolean }): Promise<void>;
}

/** First answers that are asked for again already: a burst of changes asks once. */
const awaited = new WeakSet<RenewedQuery>();

/**
 * Asks again for what is shown of a subject. A first answer that is still under way may have been read before the change,
 * and TanStack begins no second request beside it: it is asked for once more when it is there.
 */
export function renewSubject(client: RenewedClient, subject: string): void {
  const queryKey = [subject];
  const isFirst = ({ state }: RenewedQuery) => state.data === undefined;
  const first = client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching", predicate: isFirst });
  void client.invalidateQueries({ queryKey });
  for (const query of first) {
    if (awaited.has(query)) continue;
    awaited.add(query);
    const again = () => client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    // Whoever shows it tells of its failure.
    const failed = () => undefined;
    void query
      .fetch()
      .finally(() => awaited.delete(query))
      .then(again, failed);
  }
}
