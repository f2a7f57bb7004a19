/** What mails say beside what they are about. */
export const mailSentences = {
  "mail.alerts": { one: "{{count}} alert of {{organization}}", other: "{{count}} alerts of {{organization}}" },
  "mail.today": "Today: {{subject}}",
  "mail.more": "and {{count}} more",
  "mail.look": "Look at them: {{url}}",
  "mail.choose": "Choose what is mailed to you: {{url}}",
  "mail.invited": "{{who}} invites you to {{organization}}",
  "mail.invitation":
    "{{who}} invites you to work in {{organization}} as $t(role.{{role}}). Open this address within seven days:",
  "role.owner": "owner",
  "role.admin": "admin",
  "role.manager": "manager",
  "role.staff": "staff",
  "role.viewer": "viewer",
} as const;
