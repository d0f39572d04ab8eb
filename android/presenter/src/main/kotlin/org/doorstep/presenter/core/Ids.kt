package org.doorstep.presenter.core

/** Names that the core gives; nothing is to be read from them. */
@JvmInline
value class RecordId(val text: String)

@JvmInline
value class DraftId(val text: String)

@JvmInline
value class LineId(val text: String)

@JvmInline
value class HouseholdId(val text: String)

@JvmInline
value class PersonId(val text: String)

@JvmInline
value class AccountId(val text: String)

@JvmInline
value class ActivityId(val text: String)

@JvmInline
value class RegionId(val text: String)

/** An element of a list on file; an edit of it keeps the name. */
@JvmInline
value class ItemId(val text: String)

/** SHA-256 of a file, by which an answer names it. */
@JvmInline
value class FileHash(val text: String)
