/** What became of a call to a platform, by the kind of failure; the platform's own words follow where it said some. */
export const platformSentences = {
  "platform.throttled": "{{platform}} asks for a pause; the call is repeated in {{seconds}} s.",
  "platform.transient": "{{platform}} has a temporary problem; the call is repeated later.",
  "platform.maintenance": "{{platform}} is in maintenance. Argosy tries again within two minutes.",
  "platform.notAnApi":
    "A web page answers at this address, not the API of {{platform}}. Enter the address of the shop itself, not of its admin.",
  "platform.auth_expired": "The access to {{platform}} has expired.",
  "platform.auth_revoked": "{{platform}} no longer accepts the credentials. Please connect the account again.",
  "platform.forbidden": '{{platform}} refuses this for lack of the right "{{scope}}".',
  "platform.suspended": "The account at {{platform}} is suspended or unpaid.",
  "platform.rejected": "{{platform}} refuses the data.",
  "platform.rejected.field": '{{platform}} refuses the data in field "{{field}}".',
  "platform.not_found": "{{platform}} does not know this record.",
  "platform.conflict": "Something changed at {{platform}} in the meantime.",
  "platform.unsupported": "{{platform}} cannot do this.",
  "platform.facts_stale": "The setup of the account at {{platform}} has changed; it is read again.",
  "platform.drift": 'The answer of {{platform}} has changed at "{{path}}"; the connector needs an update.',
  "platform.ambiguous": "It is not known whether {{platform}} carried this out; it is looked up before it is repeated.",
  "platform.total_differs":
    "{{platform}} would charge {{theirs}}, but the order is {{ours}}. Nothing was created there. Accept the channel's total, or cancel the order and make it with other prices.",
  "platform.position": "The stored position of this import cannot be read.",
  "platform.says": "{{platform}} says: {{words}}",
  "platform.none.refund": "No channel moves the money: pay it back yourself.",
} as const;
