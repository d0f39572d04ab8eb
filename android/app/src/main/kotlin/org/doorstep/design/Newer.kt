package org.doorstep.design

/** What calls something newer than the oldest phone, behind a check of the version: the check of signatures passes it over. */
@Retention(AnnotationRetention.BINARY)
annotation class Newer(val sdk: Int)
