/**
 * S3-compatible object stores: AWS, R2, MinIO and the like. The only package that knows the SDK;
 * what objects mean is the business of those who put them there.
 */
@NullMarked
package dev.tempest.s3;

import org.jspecify.annotations.NullMarked;
