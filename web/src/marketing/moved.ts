import { useQueryClient } from "@tanstack/react-query";

/** Reads anew what follows from where spend went. */
export function useSpendMoved(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(["marketing", "analytics"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
}
