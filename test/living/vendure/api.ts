/** The shop's two GraphQL interfaces, as its own dashboard and storefront use them. */

export type Api = <T>(query: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;

interface Answer {
  readonly errors?: readonly { readonly message: string }[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Keeps its session. Answers with the value of the one field asked for; rejects with the shop's own words. */
export function apiOf(url: string, channel?: string): Api {
  let token = "";
  return async <T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> => {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        ...(channel === undefined ? {} : { "vendure-token": channel }),
      },
      body: JSON.stringify({ query, variables }),
    });
    token = answer.headers.get("vendure-auth-token") || token;
    const { errors, data } = (await answer.json()) as Answer;
    if (errors) throw new Error(`${errors[0]?.message} in ${query.slice(0, 100)}`);
    const [value] = Object.values(data) as readonly (T & { readonly errorCode?: string; readonly message?: string })[];
    if (value?.errorCode !== undefined) throw new Error(`${value.errorCode}: ${value.message}`);
    return value as T;
  };
}

export const REFUSED = "... on ErrorResult { errorCode message }";

export const LOGIN = `mutation($username: String!, $password: String!) {
  login(username: $username, password: $password) { ${REFUSED} ... on CurrentUser { id } }
}`;

export const SUPERADMIN = { username: "superadmin", password: "superadmin-of-tests" } as const;
