/** Why an endpoint did not take a delivery. */
export const webhookMessages = {
  "webhook.bodyFailed": "Argosy couldn't read what it is about: {{reason}}",
  "webhook.redirect": "It answered {{status}}, a redirect. Enter the address it redirects to.",
  "webhook.notLetIn": "It responded {{status}}: access denied.",
  "webhook.nothing": "It answered 404: there is nothing at this address.",
  "webhook.gone": "It answered 410: the address no longer exists.",
  "webhook.refused": "It answered {{status}} instead of 2xx.",
  "webhook.late": "It did not answer within 15 seconds.",
  "webhook.away": "It could not be reached.",
  "webhook.awayBecause": "It could not be reached ({{reason}}).",
} as const;
