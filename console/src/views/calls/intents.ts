/** Intents that come with the system, by stage; offered, and any other may be written. */
export const intents: string[][] = [
  ['greeting', 'welcome'],
  ['verify_identity', 'authenticate', 'otp_verify'],
  ['refund_request', 'billing_inquiry', 'booking_request', 'complaint', 'account_inquiry', 'balance_inquiry'],
  ['process_refund', 'resolve_billing', 'confirm_booking', 'resolve_complaint', 'update_account', 'check_balance'],
  ['closing', 'end_call', 'feedback'],
]

/** Something to say at each stage. */
export const prepared = [
  'Hello, I need help with an order.',
  'My name is Ann Miller, and my PIN is 4711.',
  'I would like a refund for my last order.',
  'Please go ahead and refund it to my card.',
  'Thank you, that was all. Goodbye.',
]
