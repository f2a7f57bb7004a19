/** What became of a call to a platform, by the kind of failure; the platform's own words follow where it said some. */
export const platformMessages = {
  "platform.throttled": "{{platform}} is rate limiting. Argosy repeats the call in {{seconds}} s.",
  "platform.transient": "{{platform}} has a temporary problem. Argosy repeats the call later.",
  "platform.maintenance": "{{platform}} is in maintenance. Argosy tries again within two minutes.",
  "platform.noServer": "No server responds at this address. Check it for typing errors, or try again later.",
  "platform.notAnApi":
    "A web page answers at this address, not the API of {{platform}}. Enter the storefront address, not the admin's.",
  "platform.otherApi":
    "Something answers at this address, but not as {{platform}} does. Check the address. If it is right, the connector needs an update.",
  "platform.auth_expired": "Access to {{platform}} has expired.",
  "platform.auth_revoked": "{{platform}} no longer accepts the credentials. Connect the account again.",
  "platform.forbidden": '{{platform}} rejected this because the permission "{{scope}}" is missing.',
  "platform.suspended":
    "{{platform}} does not serve this account now. Its API is switched off, or the account is suspended or unpaid.",
  "platform.firewall":
    "A firewall or a security plugin in front of {{platform}} refuses Argosy (HTTP 403). Allow Argosy there, or ask the host to.",
  "platform.rejected": "{{platform}} rejected the data.",
  "platform.rejected.field": '{{platform}} rejected the value of "{{field}}".',
  "platform.not_found": "{{platform}} has no such record.",
  "platform.conflict": "Something changed at {{platform}} in the meantime.",
  "platform.unsupported": "{{platform}} doesn't support this.",
  "platform.facts_stale": "The account setup at {{platform}} has changed. Argosy reads it again.",
  "platform.drift": 'The answer of {{platform}} has changed at "{{path}}"; the connector needs an update.',
  "platform.ambiguous": "{{platform}} did not confirm this. Argosy checks before repeating it.",
  "platform.refundStands": "A refund of {{amount}} {{currency}} stands on {{platform}} already.",
  "platform.refundLikeIt":
    "A refund of {{other}} {{currency}} was made on {{platform}} since, where {{amount}} {{currency}} was to be refunded. Nothing was sent again. If money is still owed, refund the rest.",
  "platform.total_differs":
    "{{platform}} would charge {{theirs}}, but the order is {{ours}}. Nothing was created there. Accept the channel's total, or cancel the order and create it with other prices.",
  "platform.position": "The stored position of this import cannot be read.",
  "platform.limit": "The API rate limit is used up. The next call goes out in {{seconds}} s.",
  "platform.unanswered": "The platform did not answer {{times}} times in a row. Argosy tries again automatically.",
  "platform.strangeAnswer": "This answer does not belong to the connection started here. Start again.",
  "platform.accessEnded": "Access to {{platform}} has ended. Connect the account again.",
  "platform.credentialMissing": 'The credential "{{name}}" of {{platform}} is missing. Connect the account again.',
  "platform.notCounted":
    "The channel no longer counts this item's stock, so nothing was sent. Switch counting on there, or off in Argosy.",
  "platform.changed":
    'The platform\'s answer for {{what}} has changed: field "{{path}}" {{problem}}. The answer is kept; the connector needs an update.',
  "platform.tooLong":
    '{{what}} cannot be read: its "{{path}}" has more than {{most}} rows. Book its stock by hand, then dismiss it.',
  "platform.filterIgnored":
    'The platform ignored the filter "{{filter}}" of {{what}} and returned everything. The connector needs an update.',
  "platform.noDate": 'The channel sent "{{text}}" instead of a date.',
  "platform.strangeBody": 'The body is not a {{what}}: field "{{path}}" is missing or wrong.',
  "platform.noJson": "The body of this {{what}} is not valid JSON.",
  "platform.noTopic": 'There is nothing to push under "{{topic}}".',
  "platform.pushUnread": "The pushed record cannot be read: {{problems}}.",
  "platform.address": "This is not a web address.",
  "platform.address.secure": "The address must start with https://.",
  "platform.address.user": "The address must not contain a user name or password.",
  "platform.address.port": "Port {{port}} is not allowed.",
  "platform.address.private": "The address is not on the public internet.",
  "platform.refused": "{{platform}} refused {{what}}: {{words}}",
  "platform.says": "{{platform}} says: {{words}}",
  "platform.none.refund": "No channel sends the money. Refund the customer yourself.",
} as const;
