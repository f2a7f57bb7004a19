/** What `npm run faults` plays at length and a test run in short: the tests' settings, by their variables. */
export const AT_LENGTH: Readonly<Record<string, string>> = {
  ARGOSY_STRIKES: "50",
  ARGOSY_VERSION_BEFORE: "1",
  ARGOSY_KILL_BOOKINGS: "1",
  ARGOSY_KILLS: "100",
  ARGOSY_RESUMES_S: "10",
  ARGOSY_DELIVERIES: "20000",
  ARGOSY_IMPORTED: "2000",
  ARGOSY_RESTARTS: "20",
  ARGOSY_TERMINATIONS: "500",
  ARGOSY_PERMUTATIONS: "5040",
  ARGOSY_STALL: "1",
  ARGOSY_FAILPOINTS: "all",
  // From here on its memory tells something; `npm run soak` plays more.
  ARGOSY_SOAK_EVENTS: "10000",
};
